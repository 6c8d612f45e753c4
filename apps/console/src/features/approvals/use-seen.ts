'use client'

import { useEffect, useRef, useState } from 'react'

/** Whether an element has been in view since it was shown first; give `ref` to it. */
export function useSeen<Shown extends HTMLElement>() {
  const ref = useRef<Shown>(null)
  const [isSeen, setIsSeen] = useState(false)
  useEffect(() => {
    const element = ref.current
    if (!element || isSeen) return
    const observer = new IntersectionObserver((entries) => {
      if (entries.some(({ isIntersecting }) => isIntersecting)) setIsSeen(true)
    })
    observer.observe(element)
    return () => observer.disconnect()
  }, [isSeen])
  return { ref, isSeen }
}
