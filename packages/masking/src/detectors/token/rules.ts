/** A provider's tokens: what they begin with, and how they go on. */
export interface TokenRule {
  readonly prefix: string
  /** Letters, digits and more that follow the prefix. */
  readonly alphabet: 'upper' | 'hex' | 'word' | 'url' | 'base64'
  readonly least: number
  readonly most: number
}

const rule = (prefix: string, alphabet: TokenRule['alphabet'], least: number, most = least): TokenRule => ({
  prefix,
  alphabet,
  least,
  most,
})

/** As the providers document their tokens, or the scanners of gitleaks and GitHub know them. */
export const TOKEN_RULES: readonly TokenRule[] = [
  // AWS: https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_identifiers.html
  ...['AKIA', 'ASIA', 'ABIA', 'ACCA'].map((prefix) => rule(prefix, 'upper', 16)),
  // GitHub: https://github.blog/2021-04-05-behind-githubs-new-authentication-token-formats
  ...['ghp_', 'gho_', 'ghu_', 'ghs_', 'ghr_'].map((prefix) => rule(prefix, 'word', 36, 255)),
  rule('github_pat_', 'word', 60, 255),
  // GitLab
  ...['glpat-', 'gldt-', 'glptt-', 'glrt-', 'glcbt-', 'glft-', 'glsoat-', 'glagent-'].map((prefix) =>
    rule(prefix, 'url', 20, 255),
  ),
  // Slack
  ...['xoxb-', 'xoxa-', 'xoxp-', 'xoxr-', 'xoxs-', 'xoxe-', 'xapp-'].map((prefix) =>
    rule(prefix, 'url', 10, 255),
  ),
  rule('https://hooks.slack.com/services/', 'base64', 30, 100),
  // Stripe
  ...['sk_live_', 'rk_live_', 'sk_test_', 'rk_test_', 'whsec_'].map((prefix) =>
    rule(prefix, 'word', 16, 255),
  ),
  // Google
  rule('AIza', 'url', 35),
  rule('ya29.', 'url', 20, 1024),
  rule('GOCSPX-', 'url', 28),
  // OpenAI, Anthropic and others
  rule('sk-ant-', 'url', 32, 255),
  rule('sk-proj-', 'url', 32, 255),
  rule('sk-svcacct-', 'url', 32, 255),
  rule('sk-', 'word', 40, 255),
  rule('hf_', 'word', 34, 64),
  rule('gsk_', 'word', 40, 64),
  rule('r8_', 'word', 37, 64),
  rule('pplx-', 'word', 40, 64),
  // Package registries
  rule('npm_', 'word', 36),
  rule('pypi-', 'url', 50, 512),
  rule('rubygems_', 'hex', 48),
  rule('dckr_pat_', 'url', 27, 64),
  rule('dckr_oat_', 'url', 27, 64),
  // Infrastructure
  rule('dop_v1_', 'hex', 64),
  rule('doo_v1_', 'hex', 64),
  rule('dor_v1_', 'hex', 64),
  rule('hvs.', 'url', 24, 255),
  rule('hvb.', 'url', 24, 512),
  rule('atlasv1.', 'url', 60, 128),
  rule('pul-', 'hex', 40),
  rule('dapi', 'hex', 32, 34),
  rule('lin_api_', 'word', 40, 64),
  rule('secret_', 'word', 43),
  rule('ntn_', 'word', 40, 64),
  rule('figd_', 'url', 40, 64),
  rule('PMAK-', 'url', 59),
  rule('shpat_', 'hex', 32),
  rule('shpss_', 'hex', 32),
  rule('shpca_', 'hex', 32),
  rule('shppa_', 'hex', 32),
  rule('sq0atp-', 'url', 22),
  rule('sq0csp-', 'url', 43),
  rule('EAAA', 'url', 60, 64),
  rule('SG.', 'url', 60, 80),
  rule('key-', 'hex', 32),
  rule('xkeysib-', 'url', 70, 96),
  rule('glsa_', 'word', 41),
  rule('glc_', 'base64', 32, 400),
  rule('sntrys_', 'base64', 60, 400),
  rule('sntryu_', 'hex', 64),
  rule('dt0c01.', 'url', 60, 120),
  rule('NRAK-', 'upper', 27),
  rule('nfp_', 'word', 36, 64),
  rule('rnd_', 'word', 28, 64),
  rule('tskey-', 'url', 20, 128),
  rule('fo1_', 'url', 40, 64),
  rule('FlyV1 fm2_', 'base64', 60, 1024),
  rule('PRIVATE-TOKEN: ', 'url', 20, 64),
  rule('AGE-SECRET-KEY-1', 'upper', 58),
  rule('SK', 'hex', 32),
  rule('AC', 'hex', 32),
  // Azure: storage keys in connection strings, SAS signatures
  rule('AccountKey=', 'base64', 80, 92),
  rule('SharedAccessKey=', 'base64', 40, 92),
  rule('sig=', 'base64', 40, 64),
]
