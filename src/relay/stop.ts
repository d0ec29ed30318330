/**
 * An orderly end: no new connections, quiet ones closed at once, answers under way sent to their last byte.
 *
 * Node's own `server.close()` takes a connection for idle once the answer has been handed over, although its bytes
 * still wait in the socket, and cuts a slow phone off in the middle of a download. So what is under way is counted here.
 */
import type { Server as HttpServer } from 'node:http'
import { Server, type Socket } from 'node:net'

/** Counts from now on; the returned function stops the server and resolves when all is closed, at the latest after `patience` ms. */
export function createStop(server: HttpServer): (patience: number) => Promise<void> {
  /** Every connection with the number of answers it still waits for. */
  const answers = new Map<Socket, number>()
  let stopping = false

  const change = (socket: Socket, by: number) => {
    if (!answers.has(socket)) return
    const left = answers.get(socket)! + by
    answers.set(socket, left)
    if (stopping && left === 0) socket.destroySoon()
  }
  server.on('connection', (socket: Socket) => {
    answers.set(socket, 0)
    socket.once('close', () => answers.delete(socket))
  })
  server.prependListener('request', (request, answer) => {
    change(request.socket, 1)
    answer.once('close', () => change(request.socket, -1))
  })

  return (patience) =>
    new Promise((done) => {
      stopping = true
      const limit = setTimeout(() => server.closeAllConnections(), patience)
      // The plain close of net.Server: stops listening and waits, without judging what is idle.
      Server.prototype.close.call(server, () => {
        clearTimeout(limit)
        done()
      })
      for (const [socket, left] of answers) if (left === 0) socket.destroySoon()
    })
}
