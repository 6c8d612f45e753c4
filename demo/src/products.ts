import type { Random } from './random'
import { PRODUCT_ADJECTIVES, PRODUCT_NOUNS } from './words'

export interface Product {
  readonly id: number
  readonly sku: string
  readonly name: string
  readonly category: string
  readonly price: string
  readonly stock: number
}

/** Every adjective with every noun. */
export function products(random: Random): Product[] {
  const named = Object.entries(PRODUCT_NOUNS).flatMap(([category, nouns]) =>
    nouns.flatMap((noun) =>
      PRODUCT_ADJECTIVES.map((adjective) => ({ category, name: `${adjective} ${noun}` })),
    ),
  )
  return named.map(({ category, name }, index) => ({
    id: index + 1,
    sku: `${category.slice(0, 2).toUpperCase()}-${String(index + 1).padStart(4, '0')}`,
    name,
    category,
    price: `${random.between(4, 240)}.${random.pick(['00', '50', '90', '95', '99'])}`,
    stock: random.between(0, 500),
  }))
}
