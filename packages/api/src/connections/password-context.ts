/** What a connection's password is sealed for; only its own row opens it. */
export function passwordContext(connectionId: string): string {
  return `connection:${connectionId}`
}

/** What the candidate password of a connection test is sealed for. */
export function testPasswordContext(testId: string): string {
  return `connection-test:${testId}`
}
