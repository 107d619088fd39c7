/** Why a document was not opened; the codes of `bill read --json`. `message`: one sentence for a person of the company, no file content. */
export type Refusal = {
  kind: 'refused'
  code: 'password-required' | 'wrong-password' | 'corrupt' | 'too-large' | 'unsupported'
  message: string
}

export function refusal(code: Refusal['code'], message: string): Refusal {
  return { kind: 'refused', code, message }
}
