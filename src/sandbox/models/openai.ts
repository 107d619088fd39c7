import { ChatCompletionBody } from '#src/integrations/openai/wire.ts'
import type { Ask } from './ask.ts'
import type { Counted } from './gemini.ts'

/** A chat completion's body as instructions and turns. */
export function readOpenAi(body: unknown): { model: string; system: string; turns: Ask['turns']; schema: unknown } {
  const { model, messages, response_format: format } = ChatCompletionBody.parse(body)
  return {
    model,
    system: messages.find(({ role }) => role === 'system')?.content ?? '',
    turns: messages
      .filter(({ role }) => role !== 'system')
      .map(({ role, content }) => ({ role: role === 'assistant' ? 'model' : 'user', text: content })),
    schema: format?.json_schema.schema,
  }
}

type Message = { content: string | null; refusal?: string; tool_calls?: unknown[] }

export function openAiAnswer(model: string, message: Message, counted: Counted, { finishReason = 'stop' } = {}) {
  const { input, cached, output } = counted
  return {
    id: 'chatcmpl-emulated',
    object: 'chat.completion',
    created: 1_770_000_000,
    model,
    choices: [
      {
        index: 0,
        message: { role: 'assistant', refusal: null, ...message },
        logprobs: null,
        finish_reason: finishReason,
      },
    ],
    usage: {
      prompt_tokens: input,
      completion_tokens: output,
      total_tokens: input + output,
      prompt_tokens_details: { cached_tokens: cached },
    },
  }
}

export const OPENAI_TOOL_CALL: Message = {
  content: null,
  tool_calls: [
    { id: 'call_1', type: 'function', function: { name: 'book_meeting', arguments: '{"slot":"hoje 19h"}' } },
  ],
}

export function openAiError(status: number) {
  return {
    error: {
      message: status === 429 ? 'Rate limit reached.' : 'An emulated failure.',
      type: status === 429 ? 'requests' : 'server_error',
      param: null,
      code: status === 429 ? 'rate_limit_exceeded' : null,
    },
  }
}
