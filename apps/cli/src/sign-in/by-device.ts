import { setTimeout } from 'node:timers/promises'
import { post, Refused, type Server, type TokenAnswer } from './server'

interface Device {
  readonly device_code: string
  readonly user_code: string
  readonly verification_uri: string
  readonly verification_uri_complete: string
  readonly interval: number
}

const SLOWER_SECONDS = 5

/** Signs in with a browser somewhere else, by a code that a person enters there: RFC 8628. */
export async function signInByDevice(
  server: Server,
  scope: string,
  say: (device: Device) => void,
): Promise<TokenAnswer> {
  const device = await post<Device>(server.device_authorization_endpoint, { scope })
  say(device)
  const form = {
    grant_type: 'urn:ietf:params:oauth:grant-type:device_code',
    device_code: device.device_code,
  }
  for (let seconds = device.interval; ; ) {
    await setTimeout(seconds * 1_000)
    try {
      return await post<TokenAnswer>(server.token_endpoint, form)
    } catch (error) {
      if (!(error instanceof Refused)) throw error
      if (error.code === 'slow_down') seconds += SLOWER_SECONDS
      else if (error.code !== 'authorization_pending') throw error
    }
  }
}
