import { readFileSync, writeFileSync } from 'node:fs'
import { loadVocabulary } from './vocabulary.ts'
import { fold } from './text.ts'
const v=loadVocabulary(); const out=new Map<string,string>()
for (const w of readFileSync('/tmp/dict/usr/share/dict/brazilian','utf8').split('\n')) { const f=fold(w); if(!/^[a-z]{3,}$/.test(f)) continue; const m=v.words.speller.mend(f); if(m!==f) out.set(f,m) }
console.log(out.size); writeFileSync('/tmp/neigh.json',JSON.stringify([...out]))
console.log([...out].filter((_,i)=>i%40===0).map(x=>x.join('>')).join(' '))
