import { day, emailOf, personName, phoneNumber } from './personal'
import type { Random } from './random'
import { DEPARTMENTS } from './words'

export interface Employee {
  readonly id: number
  readonly name: string
  readonly email: string
  readonly phone: string
  readonly title: string
  readonly department: string
  readonly salary: string
  readonly manager_id: number | null
  readonly hired_on: string
}

/** The first is the head of all, the next ones lead a department each, the rest report to those. */
export function employees(random: Random, count: number): Employee[] {
  return Array.from({ length: count }, (_, index) => {
    const department = DEPARTMENTS[index % DEPARTMENTS.length] ?? 'Support'
    const rank = index === 0 ? 'chief' : index <= DEPARTMENTS.length ? 'lead' : 'staff'
    const name = personName(random)
    return {
      id: index + 1,
      name,
      email: emailOf(name, index + 1, random).replace(/@.*/, '@shop.example.com'),
      phone: phoneNumber(random),
      title: TITLES[rank](department),
      department,
      salary: `${SALARIES[rank] + random.between(0, 400) * 100}.00`,
      manager_id: rank === 'chief' ? null : rank === 'lead' ? 1 : leadOf(index),
      hired_on: day(random, 2012, 2026),
    }
  })
}

const TITLES = {
  chief: () => 'Chief executive',
  lead: (department: string) => `Head of ${department}`,
  staff: (department: string) => `${department} associate`,
} as const

const SALARIES = { chief: 310_000, lead: 160_000, staff: 52_000 } as const

/** Ids 2 to 6 lead the departments in turn, beginning with the second department. */
function leadOf(index: number): number {
  const place = index % DEPARTMENTS.length
  return (place === 0 ? DEPARTMENTS.length : place) + 1
}
