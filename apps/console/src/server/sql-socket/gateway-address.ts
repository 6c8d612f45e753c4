import type { Environment } from '../../env'
import type { GatewayAddress } from './dial'

/** The gateway is reached at an address of its own where the console is in another network than people are. */
export function gatewayAddress({
  SALLYPORT_GATEWAY_POSTGRES: shown,
  SALLYPORT_EDITOR_GATEWAY: own = shown,
}: Pick<Environment, 'SALLYPORT_GATEWAY_POSTGRES' | 'SALLYPORT_EDITOR_GATEWAY'>): GatewayAddress {
  const { host, port } = parse(own)
  return { host, port, name: parse(shown).host }
}

function parse(address: string): { readonly host: string; readonly port: number } {
  const { hostname, port } = new URL(`postgres://${address}`)
  return { host: hostname.replace(/^\[|\]$/g, ''), port: Number(port) }
}
