import { expect, it } from 'vitest'
import { gatewayAddress } from './gateway-address'

it('is where people reach the gateway', () => {
  const address = { SALLYPORT_GATEWAY_POSTGRES: 'db.example.com:15432', SALLYPORT_EDITOR_GATEWAY: undefined }
  expect(gatewayAddress(address)).toEqual({ host: 'db.example.com', port: 15432, name: 'db.example.com' })
})

it('may be elsewhere for the console, under the same certificate', () => {
  const address = { SALLYPORT_GATEWAY_POSTGRES: 'db.example.com:1', SALLYPORT_EDITOR_GATEWAY: '[::1]:15432' }
  expect(gatewayAddress(address)).toEqual({ host: '::1', port: 15432, name: 'db.example.com' })
})
