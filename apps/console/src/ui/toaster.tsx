'use client'

import dynamic from 'next/dynamic'
import { useToasts } from './toast'

// Loaded with the first toast: a page does not wait for it.
const ToastList = dynamic(() => import('./toast-list').then(({ ToastList }) => ToastList), { ssr: false })

let wasShown = false

/** Where toasts appear; once, in the root layout. */
export function Toaster() {
  wasShown ||= useToasts().length > 0
  return wasShown && <ToastList />
}
