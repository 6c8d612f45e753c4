const NAME = 'SALLYPORT_E2E_DATA'

/** The data directory of the product that the tests run against. */
export function productData(): string {
  const data = process.env[NAME]
  if (!data) throw new Error('No product was started: run the tests through npm test, vitest or playwright')
  return data
}

/** Tells the test processes, which inherit the environment. */
export function setProductData(data: string): void {
  process.env[NAME] = data
}
