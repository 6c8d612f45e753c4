import { setProductData } from './env'
import { startProduct } from './product'

/** Vitest's and Playwright's globalSetup: one running product for all tests of the run. */
export default async function setup(): Promise<() => Promise<void>> {
  const product = await startProduct()
  setProductData(product.data)
  return () => product.remove()
}
