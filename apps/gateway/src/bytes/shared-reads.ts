import { connect, type Socket, type TcpNetConnectOpts } from 'node:net'

/**
 * Where all sockets that `connectShared` opens read into: what was read is looked at before anybody reads again. So an
 * idle socket holds no buffer, and reading allocates none.
 */
const BUFFER = Buffer.allocUnsafeSlow(64 * 1024)

/** A TCP connection whose `data` are views that change once its listeners have returned: copy what is kept. */
export function connectShared(options: TcpNetConnectOpts): Socket {
  const socket = connect({
    ...options,
    onread: {
      buffer: BUFFER,
      callback: (size) => {
        socket.emit('data', BUFFER.subarray(0, size))
        return true
      },
    },
  })
  return socket
}
