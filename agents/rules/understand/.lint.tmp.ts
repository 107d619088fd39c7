import { readFileSync } from 'node:fs'
import { parse } from 'yaml'
import { parsePattern } from './patterns.ts'
const D='/work/main/agents/rules/vocabulary/'
const files=['acts','objections','property','money','time','yes-no','misc','topics'].map(f=>parse(readFileSync(D+f+'.yaml','utf8')))
const classes=Object.assign({},...files.map(f=>f.classes))
const min=(n:any):number=> n.kind==='seq'? n.nodes.reduce((a:number,x:any)=>a+min(x),0) : n.kind==='alt'? (n.optional?0:Math.min(...n.options.map(min))) : ['word','exact','prefix','number'].includes(n.kind)?1:0
for (const f of files) for (const [g,ids] of Object.entries(f.groups) as any) for (const [i,e] of Object.entries(ids) as any) for (const p of e[process.argv[2]]??[]) { const n=min(parsePattern(p,classes)); if(n<=Number(process.argv[3]??1) && p.length>(Number(process.argv[4]??40))) console.log(g,i,n,p) }
