import type {
  ChatCompletionCreateParamsNonStreaming,
  ChatCompletionMessageParam,
} from 'openai/resources/chat/completions'
import type { z } from 'zod'
import type {
  LanguageModel,
  ModelAnswer,
  ModelFault,
  ModelRequest,
  Operation,
  PromptTurn,
  Usage,
} from '#src/domain/models.ts'
import { modelError, parseAnswer } from '../models/answer.ts'
import { wireSchema } from '../models/json-schema.ts'
import { asModelError } from './errors.ts'
import { connectToOpenAi, type OpenAiServer } from './sdk.ts'
import { ChatCompletionAnswer } from './wire.ts'

export type OpenAiOptions = OpenAiServer & { model: string; fastModel: string }

/**
 * OpenAI, or any server that speaks its chat completions (Ollama, vLLM), through `openai`: JSON by schema, no tools, no retries of its own,
 * since the chain decides what comes next. Every failure is an IntegrationError with a ModelFault as reason.
 */
export function createOpenAiModel({ model, fastModel, ...server }: OpenAiOptions): LanguageModel {
  const { sdk, isOriginal } = connectToOpenAi(server)
  const modelOf = (operation: Operation) => (operation === 'extract' ? fastModel : model)

  const call = async <S extends z.ZodType>(
    operation: Operation,
    request: ModelRequest<S>,
    signal: AbortSignal,
  ): Promise<ModelAnswer<z.infer<S>>> => {
    const name = modelOf(operation)
    const body = {
      ...commonBody(name, request),
      ...(isOriginal ? originalBody(name, request) : compatibleBody(request)),
    }
    const response = await sdk.chat.completions.create(body, { signal }).catch((error: unknown) => {
      throw asModelError(error, signal)
    })
    return readAnswer(response, request.schema, name)
  }
  return {
    name: 'openai',
    modelOf,
    extract: (request, signal) => call('extract', request, signal),
    word: (request, signal) => call('word', request, signal),
  }
}

function commonBody(
  model: string,
  { system, turns, schema, name }: ModelRequest<z.ZodType>,
): ChatCompletionCreateParamsNonStreaming {
  return {
    model,
    messages: [{ role: 'system', content: system }, ...turns.map(toMessage)],
    response_format: { type: 'json_schema', json_schema: { name, strict: true, schema: wireSchema(schema) } },
  }
}

function originalBody(model: string, { maxOutputTokens, cacheKey }: ModelRequest<z.ZodType>) {
  return { max_completion_tokens: maxOutputTokens, prompt_cache_key: cacheKey, store: false, ...effortOf(model) }
}

/** Members that only OpenAI's own server knows make others answer 400. */
function compatibleBody({ maxOutputTokens }: ModelRequest<z.ZodType>) {
  return { max_tokens: maxOutputTokens }
}

/** Rewording needs no thinking; models that cannot think refuse the option. */
function effortOf(model: string): { reasoning_effort?: 'none' | 'minimal' | 'low' } {
  if (/^gpt-5\.\d/.test(model)) return { reasoning_effort: 'none' }
  if (/^gpt-5(?!-chat)/.test(model)) return { reasoning_effort: 'minimal' }
  return /^o\d/.test(model) ? { reasoning_effort: 'low' } : {}
}

function toMessage(turn: PromptTurn): ChatCompletionMessageParam {
  return { role: turn.role === 'user' ? 'user' : 'assistant', content: turn.text }
}

function readAnswer<S extends z.ZodType>(response: unknown, schema: S, model: string): ModelAnswer<z.infer<S>> {
  const parsed = ChatCompletionAnswer.safeParse(response)
  if (!parsed.success) throw modelError('openai', 'malformed', { cause: parsed.error })
  const usage = usageOf(parsed.data)
  const choice = parsed.data.choices?.[0]
  const fault = faultOf(choice)
  if (fault || !choice) throw modelError('openai', fault ?? 'empty', { usage })
  const text = choice.message.content ?? ''
  const value = parseAnswer('openai', text, schema, usage)
  return { value, text, raw: null, model: parsed.data.model ?? model, usage }
}

function faultOf(choice: NonNullable<ChatCompletionAnswer['choices']>[number] | undefined): ModelFault | null {
  if (!choice) return 'empty'
  if (choice.message.refusal) return 'refused'
  if (choice.finish_reason === 'content_filter') return 'blocked'
  if (choice.finish_reason === 'length') return 'too_long'
  return choice.message.tool_calls?.length ? 'malformed' : null
}

function usageOf({ usage }: ChatCompletionAnswer): Usage {
  return {
    inputTokens: usage?.prompt_tokens ?? 0,
    cachedTokens: usage?.prompt_tokens_details?.cached_tokens ?? 0,
    outputTokens: usage?.completion_tokens ?? 0,
  }
}
