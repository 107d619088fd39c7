import { z } from 'zod'

/** A chat completion, as far as it is read here; compatible servers leave members out. Source: platform.openai.com/docs/api-reference/chat. */
export const ChatCompletionAnswer = z.looseObject({
  model: z.string().optional(),
  choices: z
    .array(
      z.looseObject({
        finish_reason: z.string().nullish(),
        message: z.looseObject({
          content: z.string().nullish(),
          refusal: z.string().nullish(),
          tool_calls: z.array(z.unknown()).nullish(),
        }),
      }),
    )
    .optional(),
  usage: z
    .looseObject({
      prompt_tokens: z.number().optional(),
      completion_tokens: z.number().optional(),
      prompt_tokens_details: z.looseObject({ cached_tokens: z.number().nullish() }).nullish(),
    })
    .nullish(),
})
export type ChatCompletionAnswer = z.infer<typeof ChatCompletionAnswer>

/** What the emulator takes of a request, and what tests compare with. */
export const ChatCompletionBody = z.looseObject({
  model: z.string(),
  messages: z.array(z.looseObject({ role: z.string(), content: z.string() })),
  response_format: z
    .looseObject({
      type: z.literal('json_schema'),
      json_schema: z.looseObject({ name: z.string(), strict: z.boolean(), schema: z.record(z.string(), z.unknown()) }),
    })
    .optional(),
  max_completion_tokens: z.number().optional(),
  max_tokens: z.number().optional(),
})

/**
 * A transcription, verbose or plain; servers of one's own leave out what they do not measure. Source:
 * platform.openai.com/docs/api-reference/audio/json-object.
 */
export const TranscriptionAnswer = z.looseObject({
  text: z.string(),
  language: z.string().nullish(),
  duration: z.coerce.number().nullish(),
  segments: z
    .array(
      z.looseObject({
        text: z.string(),
        no_speech_prob: z.number().nullish(),
        avg_logprob: z.number().nullish(),
        compression_ratio: z.number().nullish(),
      }),
    )
    .nullish(),
  logprobs: z.array(z.looseObject({ logprob: z.number().nullish() })).nullish(),
  usage: z.looseObject({ input_tokens: z.number().optional(), output_tokens: z.number().optional() }).nullish(),
})
export type TranscriptionAnswer = z.infer<typeof TranscriptionAnswer>
