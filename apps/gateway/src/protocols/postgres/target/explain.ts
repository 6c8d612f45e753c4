/** What went wrong on the way to a target, and what to do about it. */
type Explained = readonly [message: string, hint: string]

/** Errors of getaddrinfo: https://nodejs.org/api/errors.html#common-system-errors */
export function explainDns(host: string, cause: unknown): Explained {
  if (codeOf(cause) === 'EAI_AGAIN') {
    return [
      `the name server does not answer for "${host}"`,
      "Look into the gateway's DNS settings, or try again: this one passes by itself at times.",
    ]
  }
  return [
    `the host name "${host}" does not resolve`,
    'Check its spelling, and that it is known in the network where the gateway runs.',
  ]
}

export function explainTcp(where: string, cause: unknown): Explained {
  switch (codeOf(cause)) {
    case 'ECONNREFUSED':
      return [
        `nothing listens on ${where}: the connection was refused`,
        'Check the port, that the database runs, and its listen_addresses.',
      ]
    case 'EHOSTUNREACH':
    case 'ENETUNREACH':
      return [
        `there is no way to ${where}`,
        'Check the route and the security groups between the gateway and the database.',
      ]
    case 'ECONNRESET':
      return [
        `${where} closed the connection at once`,
        'Something in between refuses the gateway: a firewall, a proxy, or an allow-list.',
      ]
    default:
      return [
        `nothing answers on ${where}`,
        'A firewall most likely drops the packets: let the gateway through, and check the port.',
      ]
  }
}

/** Errors of certificate checks: https://nodejs.org/api/tls.html#x509-certificate-error-codes */
export function explainTls(host: string, cause: unknown): Explained {
  switch (codeOf(cause)) {
    case 'ERR_TLS_CERT_ALTNAME_INVALID':
      return [
        `the target's certificate is not for "${host}"`,
        'Give the name that is in the certificate as the host.',
      ]
    case 'CERT_HAS_EXPIRED':
      return ["the target's certificate has expired", 'Renew it at the target.']
    case 'DEPTH_ZERO_SELF_SIGNED_CERT':
    case 'SELF_SIGNED_CERT_IN_CHAIN':
    case 'UNABLE_TO_GET_ISSUER_CERT_LOCALLY':
    case 'UNABLE_TO_VERIFY_LEAF_SIGNATURE':
      return [
        "the target's certificate is signed by nobody that the gateway trusts",
        'Paste the authority’s certificate (a cloud provider publishes its own) into the connection.',
      ]
    default: {
      const reason = cause instanceof Error ? cause.message : 'it was cut off'
      return [`the TLS handshake failed: ${reason}`, "Check the target's certificate and its authority."]
    }
  }
}

/** The system's word for it; empty: it has none. */
function codeOf(cause: unknown): string {
  if (!(cause instanceof Error)) return ''
  // An attempt at several addresses fails with all of their errors.
  const [first] = cause instanceof AggregateError ? (cause.errors as readonly unknown[]) : [cause]
  return first instanceof Error && 'code' in first ? String(first.code) : ''
}
