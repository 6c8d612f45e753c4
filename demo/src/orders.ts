import type { Customer } from './customers'
import { instant } from './personal'
import type { Product } from './products'
import type { Random } from './random'

export interface Order {
  readonly id: number
  readonly customer_id: number
  readonly product_id: number
  readonly quantity: number
  readonly amount: string
  readonly status: 'pending' | 'paid' | 'shipped' | 'delivered' | 'returned' | 'cancelled'
  readonly comment: string | null
  readonly ordered_at: string
}

export interface Payment {
  readonly id: number
  readonly customer_id: number
  readonly order_id: number
  readonly method: 'card' | 'invoice' | 'transfer' | 'refund'
  readonly amount: string
  readonly reference: string
  readonly paid_at: string
}

const STATUSES = [
  'pending',
  'paid',
  'shipped',
  'delivered',
  'delivered',
  'delivered',
  'returned',
  'cancelled',
] as const
const COMMENTS = [null, null, null, 'Gift wrapping', 'Leave at the door', 'No substitute'] as const

export function orders(
  random: Random,
  count: number,
  buyers: readonly Customer[],
  sold: readonly Product[],
): Order[] {
  return Array.from({ length: count }, (_, index) => {
    const product = random.pick(sold)
    const quantity = random.between(1, 5)
    return {
      id: index + 1,
      customer_id: random.pick(buyers).id,
      product_id: product.id,
      quantity,
      amount: money(cents(product.price) * quantity),
      status: random.pick(STATUSES),
      comment: random.pick(COMMENTS),
      ordered_at: instant(random, 2023, 2026),
    }
  })
}

/** One payment for each order that was not pending or cancelled, and a refund for each that came back. */
export function payments(random: Random, placed: readonly Order[]): Payment[] {
  const unnumbered = placed
    .filter(({ status }) => status !== 'pending' && status !== 'cancelled')
    .flatMap((order) => {
      const paid = payment(
        random,
        order,
        random.pick(['card', 'card', 'card', 'invoice', 'transfer']),
        order.amount,
      )
      return order.status === 'returned'
        ? [paid, payment(random, order, 'refund', `-${order.amount}`)]
        : [paid]
    })
  return unnumbered.map((row, index) => ({ id: index + 1, ...row }))
}

function payment(
  random: Random,
  order: Order,
  method: Payment['method'],
  amount: string,
): Omit<Payment, 'id'> {
  const days = method === 'refund' ? random.between(5, 20) : random.between(0, 4)
  const paidAt = new Date(Date.parse(order.ordered_at) + days * 86_400_000).toISOString()
  return {
    customer_id: order.customer_id,
    order_id: order.id,
    method,
    amount,
    reference: uuid(random),
    paid_at: paidAt,
  }
}

function uuid(random: Random): string {
  const hex = Array.from({ length: 32 }, () => random.between(0, 15).toString(16)).join('')
  return `${hex.slice(0, 8)}-${hex.slice(8, 12)}-4${hex.slice(13, 16)}-a${hex.slice(17, 20)}-${hex.slice(20)}`
}

const cents = (amount: string) => Math.round(Number(amount) * 100)
const money = (amountCents: number) => (amountCents / 100).toFixed(2)
