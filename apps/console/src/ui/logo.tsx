/** A gate with a small door in it: the sally port. */
export function Logo({ className }: { readonly className?: string }) {
  return (
    <svg viewBox="0 0 24 24" aria-hidden className={className} fill="none">
      <path
        d="M3 21V7h3V4h3v3h6V4h3v3h3v14h-6v-5a3 3 0 0 0-6 0v5H3Z"
        fill="currentColor"
        className="text-accent"
      />
    </svg>
  )
}
