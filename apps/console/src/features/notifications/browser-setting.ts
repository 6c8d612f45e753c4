'use client'

const KEY = 'sallyport-notifications'

export type BrowserState = 'on' | 'off' | 'blocked' | 'unsupported'

const listeners = new Set<() => void>()

function state(): BrowserState {
  if (typeof Notification === 'undefined') return 'unsupported'
  if (Notification.permission === 'denied') return 'blocked'
  return Notification.permission === 'granted' && localStorage.getItem(KEY) === 'on' ? 'on' : 'off'
}

function subscribe(listener: () => void): () => void {
  listeners.add(listener)
  window.addEventListener('storage', listener) // another tab changed it
  return () => {
    listeners.delete(listener)
    window.removeEventListener('storage', listener)
  }
}

async function set(on: boolean): Promise<void> {
  if (on && Notification.permission !== 'granted') await Notification.requestPermission()
  localStorage.setItem(KEY, on ? 'on' : 'off')
  for (const listener of listeners) listener()
}

/** This browser's own setting: whether it says when something waits. */
export const browserNotifications = { state, subscribe, set }
