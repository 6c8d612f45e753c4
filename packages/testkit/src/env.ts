/** Where vitest's globalSetup answers for the run's one cluster. */
export function clusterServiceUrl(): string {
  const url = process.env.SALLYPORT_TEST_CLUSTER
  if (!url)
    throw new Error('testDatabase() and testTarget() need vitest with packages/testkit/src/global-setup.ts')
  return url
}
