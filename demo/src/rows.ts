import { type Customer, customers } from './customers'
import { type Employee, employees } from './employees'
import { type Order, orders, type Payment, payments } from './orders'
import { type Product, products } from './products'
import { Random } from './random'

/** The rows of every table, in an order in which foreign keys hold. */
export interface DemoRows {
  readonly products: readonly Product[]
  readonly customers: readonly Customer[]
  readonly orders: readonly Order[]
  readonly payments: readonly Payment[]
  readonly employees: readonly Employee[]
}

export const DEMO_SEED = 20_260_101

export function demoRows(seed = DEMO_SEED): DemoRows {
  const random = new Random(seed)
  const sold = products(random)
  const buyers = customers(random, 8_000)
  const placed = orders(random, 22_000, buyers, sold)
  return {
    products: sold,
    customers: buyers,
    orders: placed,
    payments: payments(random, placed),
    employees: employees(random, 400),
  }
}
