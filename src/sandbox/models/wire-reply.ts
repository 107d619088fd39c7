import type { Reply } from './ask.ts'
import { type Counted, geminiAnswer, geminiBlocked, geminiEmpty, geminiError, geminiToolCall } from './gemini.ts'
import { OPENAI_TOOL_CALL, openAiAnswer, openAiError } from './openai.ts'

/** What goes over the wire for a reply. */
export type WireReply =
  | { kind: 'send'; status: number; headers: Record<string, string>; type: string; body: unknown }
  | { kind: 'drip'; body: string; everyMs: number }
  | { kind: 'hang' | 'cut' }

type Count = (output: string) => Counted

const REFUSAL = 'Desculpe, não posso ajudar com isso.'
/** What is left of an answer that ran into the limit. */
const CUT_SHORT = '{"bubbles": ["Tudo certo, sua reu'

export function toGemini(reply: Reply, model: string, count: Count): WireReply {
  switch (reply.kind) {
    case 'json':
      return toGemini({ kind: 'text', text: JSON.stringify(reply.value) }, model, count)
    case 'text':
      return send(geminiAnswer(model, reply.text, count(reply.text)))
    case 'blocked':
      return send(geminiBlocked(model, count('')))
    case 'refused':
      return send(geminiAnswer(model, '', count(''), { finishReason: 'SAFETY' }))
    case 'too_long':
      return send(geminiAnswer(model, CUT_SHORT, count(CUT_SHORT), { finishReason: 'MAX_TOKENS' }))
    case 'empty':
      return send(geminiEmpty(model, count('')))
    case 'tool_call':
      return send(geminiToolCall(model, count('')))
    case 'status':
      return send(geminiError(reply.status, reply.retryAfterSeconds), { status: reply.status })
    case 'drip': {
      const text = JSON.stringify(reply.value)
      return { kind: 'drip', body: JSON.stringify(geminiAnswer(model, text, count(text))), everyMs: reply.everyMs }
    }
    default:
      return unspoken(reply.kind)
  }
}

export function toOpenAi(reply: Reply, model: string, count: Count): WireReply {
  switch (reply.kind) {
    case 'json':
      return toOpenAi({ kind: 'text', text: JSON.stringify(reply.value) }, model, count)
    case 'text':
      return send(openAiAnswer(model, { content: reply.text }, count(reply.text)))
    case 'blocked':
      return send(openAiAnswer(model, { content: null }, count(''), { finishReason: 'content_filter' }))
    case 'refused':
      return send(openAiAnswer(model, { content: null, refusal: REFUSAL }, count(REFUSAL)))
    case 'too_long':
      return send(openAiAnswer(model, { content: CUT_SHORT }, count(CUT_SHORT), { finishReason: 'length' }))
    case 'empty':
      return send({ ...openAiAnswer(model, { content: '' }, count('')), choices: [] })
    case 'tool_call':
      return send(openAiAnswer(model, OPENAI_TOOL_CALL, count(''), { finishReason: 'tool_calls' }))
    case 'status': {
      const headers: Record<string, string> =
        reply.retryAfterSeconds === undefined ? {} : { 'retry-after': String(reply.retryAfterSeconds) }
      return send(openAiError(reply.status), { status: reply.status, headers })
    }
    case 'drip': {
      const content = JSON.stringify(reply.value)
      return {
        kind: 'drip',
        body: JSON.stringify(openAiAnswer(model, { content }, count(content))),
        everyMs: reply.everyMs,
      }
    }
    default:
      return unspoken(reply.kind)
  }
}

function unspoken(kind: 'html' | 'cut' | 'hang'): WireReply {
  if (kind !== 'html') return { kind }
  return { kind: 'send', status: 502, headers: {}, type: 'text/html', body: '<html><body>Bad Gateway</body></html>' }
}

function send(
  body: unknown,
  { status = 200, headers = {} }: { status?: number; headers?: Record<string, string> } = {},
) {
  return { kind: 'send' as const, status, headers, type: 'application/json', body }
}
