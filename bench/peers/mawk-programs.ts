import type { InputFormat } from "../inputs/input-format.ts";

const COUNT = 'n[m]++; c[m,int(s/100)]++; b[m]+=by; if(d!=""){t[m]+=d; if(!(m in lo)||d<lo[m])lo[m]=d; if(d>hi[m])hi[m]=d}';
const PRINT = 'END{for(m in n)printf "%s\\t%d\\t%d\\t%d\\t%d\\t%d\\t%.0f\\t%.6f\\t%.6f\\t%.6f\\n",m,n[m],c[m,2],c[m,3],c[m,4],c[m,5],b[m],t[m],lo[m],hi[m]}';
const program = (take: string, begin = ""): string => `${begin} {${take} ${COUNT}} ${PRINT}`;

const isStatus = "s!~/^[1-9][0-9][0-9]$/";
const ALB_DURATION = 'd=w[6]=="-1"?"":w[6]+w[7]+w[8];';
/** The text of a key's value in what is left of the line, and where there is none an empty one. */
const JSON_VALUE = (name: string, key: string): string => `${name}=""; if(match($0,/"${key}": ?[^,}]+/)){${name}=substr($0,RSTART,RLENGTH); sub(/^"[a-z_]+": ?/,"",${name})}`;
const JSON_FIGURES = [
  'if($0!~/^{.*}$/)next; m=""; if(match($0,/"time": ?"[^"]+/)){m=substr($0,RSTART,RLENGTH); sub(/^"time": ?"/,"",m); m=substr(m,1,16)} if(m=="")next;',
  `${JSON_VALUE("s", "status")} ${JSON_VALUE("by", "bytes")} ${JSON_VALUE("d", "duration_ms")} if(d!~/^[0-9]/)next; d+=0;`,
].join(" ");

/** Each way to count in mawk what stands in a minute: no percentiles, for which it has no function. */
export const MAWK_PROGRAMS: Partial<Record<InputFormat, Record<string, string>>> = {
  combined: {
    "fields by space": program(`s=$9; d=$NF; if(NF<12||${isStatus}||d!~/^[0-9.]+$/)next; by=$10; m=substr($4,2,17);`),
    "fields by quote": program(`if(NF!=7)next; split($3,w," "); s=w[1]; by=w[2]; d=$7+0; if(${isStatus})next; m=substr($1,length($1)-27,17);`, 'BEGIN{FS="\\""}'),
    match: program(
      `if(!match($0,/" [1-9][0-9][0-9] [0-9]+ "/)||$0!~/" [0-9]+\\.[0-9]+$/)next; split(substr($0,RSTART+2,RLENGTH),w," "); s=w[1]; by=w[2]; m=substr($0,index($0,"[")+1,17); match($0,/[0-9.]+$/); d=substr($0,RSTART)+0;`,
    ),
  },
  json: {
    "match of each key": program(JSON_FIGURES),
    "match behind gsub of escapes and what is inside": program(`gsub(/\\\\./,""); gsub(/: ?{[^}]*}/,":0"); ${JSON_FIGURES}`),
    "fields by comma": program(
      'if($0!~/^{.*}$/)next; m=s=d=""; by=0; for(i=1;i<=NF;i++){split($i,w,/": ?/); k=w[1]; sub(/^{? ?"/,"",k); if(k=="time")m=substr(w[2],2,16); else if(k=="status")s=w[2]+0; else if(k=="bytes")by=w[2]+0; else if(k=="duration_ms")d=w[2]+0} if(m==""||d=="")next;',
      'BEGIN{FS=","}',
    ),
  },
  alb: {
    "fields by space": program(`s=$9; if(NF<15||${isStatus})next; by=$12; d=$6=="-1"?"":$6+$7+$8; m=substr($2,1,16);`),
    "fields by quote": program(`if(NF<3)next; split($1,w," "); s=w[9]; if(${isStatus})next; by=w[12]; ${ALB_DURATION} m=substr(w[2],1,16);`, 'BEGIN{FS="\\""}'),
    "split of what is before the quote": program(
      `q=index($0,"\\""); if(!q)next; split(substr($0,1,q-1),w," "); s=w[9]; if(${isStatus})next; by=w[12]; ${ALB_DURATION} m=substr(w[2],1,16);`,
      'BEGIN{FS="\\n"}',
    ),
  },
};
