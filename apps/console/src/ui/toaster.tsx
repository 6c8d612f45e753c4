'use client'

import dynamic from 'next/dynamic'
import { useState } from 'react'
import { useToasts } from './toast'

// Loaded with the first toast: a page does not wait for it.
const ToastList = dynamic(() => import('./toast-list').then(({ ToastList }) => ToastList), { ssr: false })

/** Where toasts appear; once, in the root layout. */
export function Toaster() {
  const isShown = useToasts().length > 0
  const [wasShown, setWasShown] = useState(false)
  if (isShown && !wasShown) setWasShown(true)
  return wasShown && <ToastList />
}
