export interface Env {
  readonly console: string | undefined
  readonly token: string | undefined
}

export function readEnv(source: NodeJS.ProcessEnv = process.env): Env {
  return { console: source['SALLYPORT_CONSOLE'], token: source['SALLYPORT_TOKEN'] }
}
