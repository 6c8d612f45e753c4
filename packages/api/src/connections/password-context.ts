/** What a connection's password, or the reference to it, is sealed for; only its own row opens it, as what it is. */
export function passwordContext(connectionId: string, isReference = false): string {
  return `connection:${connectionId}${isReference ? ':reference' : ''}`
}

/** What the candidate password of a connection test is sealed for. */
export function testPasswordContext(testId: string, isReference = false): string {
  return `connection-test:${testId}${isReference ? ':reference' : ''}`
}
