/**
 * What recognisers write where nobody speaks: credits and goodbyes of the films they learnt from. Folded: lower case, no accents, no
 * punctuation. Source: reports on github.com/openai/whisper, discussions 928 and 1606, and what is known of Portuguese.
 */
export const INVENTED_SENTENCES: ReadonlySet<string> = new Set([
  'obrigado por assistir',
  'obrigada por assistir',
  'obrigado por assistirem',
  'obrigado por assistir ate a proxima',
  'obrigado por ver',
  'muito obrigado por assistir',
  'obrigado pela audiencia',
  'obrigado por assistir este video',
  'obrigado por assistir ao video',
  'ate o proximo video',
  'nos vemos no proximo video',
  'vejo voces no proximo video',
  'se inscreva no canal',
  'inscreva se no canal',
  'inscreva se no nosso canal',
  'nao se esqueca de se inscrever no canal',
  'deixe seu like e se inscreva no canal',
  'ative o sininho',
  'continua no proximo video',
  'thank you for watching',
  'thanks for watching',
  'please subscribe',
  'subscribe to my channel',
  'gracias por ver el video',
  'gracias por ver',
  'suscribete al canal',
])

/** A sentence that begins like this is a credit too, whoever it names. */
export const INVENTED_BEGINNINGS: readonly string[] = [
  'legendas pela comunidade',
  'legendas feitas pela comunidade',
  'legendas por ',
  'legendado por ',
  'legenda por ',
  'legenda adriana ',
  'legendagem ',
  'transcricao e legendas',
  'transcricao por ',
  'traducao e legendas',
  'subtitulos por la comunidad',
  'subtitulos realizados por',
  'subtitles by ',
  'amara org',
  'www amara org',
]
