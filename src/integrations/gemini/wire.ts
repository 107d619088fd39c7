import { z } from 'zod'

/** A part as it comes. Unknown members (thought signatures and whatever follows them) are kept: parts are handed back as they came. */
const Part = z.looseObject({
  text: z.string().optional(),
  thought: z.boolean().optional(),
  functionCall: z.unknown().optional(),
})

/** `generateContent`, as far as it is read here. Source: ai.google.dev/api/generate-content. */
export const GenerateContentAnswer = z.looseObject({
  candidates: z
    .array(
      z.looseObject({
        content: z.looseObject({ parts: z.array(Part).optional() }).optional(),
        finishReason: z.string().optional(),
      }),
    )
    .optional(),
  promptFeedback: z.looseObject({ blockReason: z.string().optional() }).optional(),
  usageMetadata: z
    .looseObject({
      promptTokenCount: z.number().optional(),
      cachedContentTokenCount: z.number().optional(),
      candidatesTokenCount: z.number().optional(),
      thoughtsTokenCount: z.number().optional(),
      promptTokensDetails: z
        .array(z.looseObject({ modality: z.string().optional(), tokenCount: z.number().optional() }))
        .optional(),
    })
    .optional(),
  modelVersion: z.string().optional(),
})
export type GenerateContentAnswer = z.infer<typeof GenerateContentAnswer>

/** What the emulator takes of a request, and what tests compare with. */
export const GenerateContentBody = z.looseObject({
  systemInstruction: z.looseObject({ parts: z.array(z.looseObject({ text: z.string().optional() })) }).optional(),
  contents: z.array(
    z.looseObject({
      role: z.string(),
      parts: z.array(
        z.looseObject({
          text: z.string().optional(),
          inlineData: z.looseObject({ mimeType: z.string(), data: z.base64() }).optional(),
        }),
      ),
    }),
  ),
  generationConfig: z
    .looseObject({
      responseMimeType: z.string().optional(),
      responseJsonSchema: z.record(z.string(), z.unknown()).optional(),
      maxOutputTokens: z.number().optional(),
    })
    .optional(),
})

/** google.rpc.RetryInfo among the details of a 429. */
export const RetryInfo = z.looseObject({
  '@type': z.literal('type.googleapis.com/google.rpc.RetryInfo'),
  retryDelay: z.string().regex(/^\d+(\.\d+)?s$/),
})
