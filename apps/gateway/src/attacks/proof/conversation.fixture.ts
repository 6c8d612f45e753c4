import type pg from 'pg'

/** The part of node-postgres' connection that a query of one's own uses. */
interface Connection {
  query(text: string): void
  sendCopyFail(reason: string): void
  sendCopyFromChunk(chunk: Buffer): void
  endCopyFrom(): void
}

/** Sends a text as it is, and takes whatever comes back, COPY in both directions too. */
export class Conversation {
  private readonly client: pg.Client

  constructor(client: pg.Client) {
    this.client = client
  }

  /** The error that the target answered, or null. What is copied in is one row of two columns. */
  send(text: string): Promise<string | null> {
    return new Promise((resolve) => {
      const query = {
        submit: (connection: Connection) => connection.query(text),
        handleRowDescription() {},
        handleDataRow() {},
        handlePortalSuspended() {},
        handleCommandComplete() {},
        handleEmptyQuery() {},
        handleCopyInResponse(connection: Connection) {
          connection.sendCopyFromChunk(Buffer.from('99\tx\n'))
          connection.endCopyFrom()
        },
        handleCopyData() {},
        handleError: ({ message }: Error) => resolve(message),
        handleReadyForQuery: () => resolve(null),
      }
      this.client.query(query as unknown as pg.Submittable)
    })
  }
}
