import OpenAI from 'openai'

export type OpenAiServer = { apiKey: string; baseUrl?: string | undefined; fetch?: typeof fetch }

/**
 * The SDK without retries of its own, since the chain decides what comes next. `isOriginal`: OpenAI's own server, which knows members that
 * others answer with 400.
 */
export function connectToOpenAi({ apiKey, baseUrl, fetch }: OpenAiServer): { sdk: OpenAI; isOriginal: boolean } {
  const sdk = new OpenAI({
    apiKey,
    baseURL: baseUrl ?? 'https://api.openai.com/v1',
    // nothing is to come from the environment but through our configuration
    organization: null,
    project: null,
    maxRetries: 0,
    logLevel: 'off',
    ...(fetch ? { fetch } : {}),
  })
  return { sdk, isOriginal: baseUrl === undefined || new URL(baseUrl).hostname === 'api.openai.com' }
}
