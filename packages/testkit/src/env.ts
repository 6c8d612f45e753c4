const NAME = 'SALLYPORT_TEST_CLUSTER'

/** Where vitest's globalSetup answers for the run's one cluster. */
export function clusterServiceUrl(): string {
  const url = process.env[NAME]
  if (!url)
    throw new Error('testDatabase() and testTarget() need vitest with packages/testkit/src/global-setup.ts')
  return url
}

/** Tells the test processes, which inherit the environment. */
export function setClusterServiceUrl(url: string): void {
  process.env[NAME] = url
}
