// Made by `python -m emma.privacy.shield`; not to be edited.
const[P,...K]=String.raw`?e\.?|eac|vsc|wac|csc|lin|nsc|src|tsc|msc|nbc|ysc|z(?:ny|nk|la|sf|ch|ar|mi|hn|ol|bo|tp))~\s.\-~a-z\d])~(?<![~?=[\doil|]))~(?!\d)~]{0,2}~\d{3}~oil|]~][.\-]?~\d{4}~\w\-]~(?:\d~(?!\w)~(?:\s?(?:ext|x|extension)~_/#*]~]{1,2}~[\s\-]~\s?\d{~(?:[i1l~#:.\-~\s?[o0~[o\d]{3}~{0,3}~?<!\w)~(?:\s?
A-number~5~0~DCa[U_*/GM|[I(E(?:[B_/#*G\d|[\dI|[BP[I(E{8}(?![C~DCa\sW[B]W[B]W(?![C~DCa\d{9}F~DCa[\sU]{1,4}M{9}|H([B])H[B]H|M[B]){8}\d|H[B]\d{2}[B]K)F~DCa[\sU]X\d{10}F
receipt number~5~0~DCTJVJ\sA[BPXM|[I(E(?:[B_/#*G\d|[\dI|[BP[I(E{9,10}?(?![C~DCTJVJ\sA[BPXM|[I(E(?:[B_/#*G\d|[\dI|[BP[I(E{4,8}(?![C~DCTJVJ\sA[B_/#*G\d{11,14}F~DCTJVJ\sA\d{5,14}
card~13~1~DL)\d{13,19}N~DL)K(?:[BQK){3}(?:[B]\d{1,3})?N~DL)K(?:[BQK){3}N~DL)K[BQ\d{6}[BQ\d{4,5}N~DL)\d(?:R\d){12,18}N
card~1~0~(Y(?:KR?)?(?:[*x]{4}R?){2,3}KN
email~0~0~D\w.%+\-'])[\w.%+\-']{1,64}@(?:[L{1,63}\.){0,6}[L{2,63}~(Y(?:[a-z\d._]\s){2,40}@Z[C{2,30}Z\.Z[a-z]){2,4})?(?![C
A-number~5~0~DCa[U_*/GM|[I(E(?:[B_/#*G\d|[\dI|[BP[I(E{6,7}(?![C~DCa[\sU]{1,4}M{7,8}|\d{2}[B]H[B]H|M[B]){6,7}\d)F~DCH([B])H\1H(?![\d])(?!\1\d)
SSN~9~0~D\w\-.])H[B/]S2}[B/]S4,6}F(?![B]KF)(?!-\d)~D\w\-.])H-\d{6}F
phone~7~0~D\w.])(?<!\d-)(?:\+?1[BG)?\(?H\)?[B/]XH[BQKFO\.?S1,5}F)?~D\w.])(?<!\d-)(?:\+?1[BG)?\(H\)\s{0,2}\d{7}FO\.?S1,5}F)?~(Y\+S1,3}(?:[B()/G\d){6,13}F~DL)011R\d(?:[B()/G\d){7,13}F~DL)00\d{1,2}R(?:[B()/G\d){7,12}F`.split("\n").map(r=>r.split("~")),
R=K.map(([k,n,c,...s])=>[k,n,+c,s.map(x=>RegExp(x.replace(/[A-Z]/g,l=>P[l.charCodeAt()-65]),"g"))]),
luhn=d=>[...d].reverse().reduce((a,x,i)=>a+(x=i%2?2*x:+x)-9*(x>9),0)%10<1;
export const find=(text,own=[])=>{const t=text.slice(0,2e3).replace(/[^]/g,c=>(c.normalize("NFKD").toLowerCase()+c)[0]),f=[];
for(const[kind,n,c,s]of R)for(const r of s)for(const m of t.matchAll(r)){const d=m[0].replace(/\D/g,""),start=m.index,
end=start+m[0].length;d.length<n||c&&!luhn(d)||[d.slice(-10),m[0]].some(x=>own.includes(x))||f.some(o=>o.start<end&&start<o.end)||f.push({kind,start,end})}
return f}
