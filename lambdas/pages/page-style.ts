const colours = `
:root{color-scheme:light dark;--paper:#fff;--raised:#f4f7f5;--ink:#17211e;--soft:#3d4945;--muted:#56625e;--rule:#d5ddd9;--edge:#84918c;--accent:#0b6b5b;--on-accent:#fff;--serif:Charter,"Bitstream Charter","Sitka Text","Noto Serif",Cambria,Georgia,serif}
@media (prefers-color-scheme:dark){:root{--paper:#111615;--raised:#19201e;--ink:#e6ece9;--soft:#c3ceca;--muted:#a2afaa;--rule:#323d39;--edge:#6f7d77;--accent:#69c9b5;--on-accent:#0c1412}}
`;

const text = `
*{box-sizing:border-box}
html{-webkit-text-size-adjust:100%;scroll-padding-top:7rem}
body{margin:0;background:var(--paper);color:var(--ink);font:1.0625rem/1.6 system-ui,-apple-system,"Segoe UI",Roboto,Helvetica,Arial,sans-serif;overflow-wrap:anywhere}
main,.masthead,.foot,.bar>div{max-width:42rem;margin:0 auto;padding:0 1.25rem}
h1,h2,h3,p,ul,ol,blockquote{margin:0}
h1,h3{font-family:var(--serif);line-height:1.25;text-wrap:pretty}
h1{font-size:2.125rem;letter-spacing:-.01em}
h2{margin:3rem 0 1.25rem;padding-bottom:.4rem;border-bottom:2px solid var(--accent);font-size:1.0625rem}
h3{font-size:1.25rem;font-weight:600}
a{color:inherit;text-decoration-color:var(--edge);text-underline-offset:.18em;text-decoration-thickness:1px}
a:hover{text-decoration-color:var(--accent);text-decoration-thickness:2px}
a.own{color:var(--accent);font-weight:600}
:focus-visible{outline:3px solid var(--accent);outline-offset:3px;border-radius:3px}
ul,ol{padding-left:1.25rem}
li{margin-top:.4rem}
pre{margin:.6rem 0 0;padding:.6rem .8rem;overflow-x:auto;background:var(--raised);font-size:.9rem}
hr{margin:1rem 0;border:0;border-top:1px solid var(--rule)}
.words{margin-top:.6rem}
.words>*+*{margin-top:.6rem}
blockquote{margin-top:.6rem;padding-left:.9rem;border-left:3px solid var(--rule);color:var(--soft)}
.ongoing{padding:.05rem .45rem;border:1px solid var(--edge);border-radius:99px;font-size:.8125rem;font-weight:600;white-space:nowrap}
`;

const reading = `
.masthead{padding-top:1.75rem;font-weight:600}
.masthead a,.foot a,.index a{display:inline-block;padding:.6rem 0}
.masthead a{text-decoration:none}
.issue{padding-top:1rem}
.issue h1{text-wrap:balance}
.issue article{margin-top:2rem}
.byline,.updated,.date,.foot{color:var(--muted);font-size:.9375rem}
.byline{margin-top:.6rem}
.updated{margin-top:3rem}
.outages{padding:0;list-style:none}
.outages>li{margin-top:1.4rem}
.outages>li>a{font-weight:600}
.outages ul{margin-top:.25rem;color:var(--muted);font-size:.9375rem;list-style:none;padding:0}
.outages ul li{margin-top:.1rem}
.index{margin-top:1.5rem;padding:0;list-style:none}
.index li{display:flex;flex-wrap:wrap;justify-content:space-between;align-items:baseline;gap:0 1rem;margin:0;border-bottom:1px solid var(--rule)}
.index a{flex:1;font:600 1.1875rem/1.4 var(--serif);text-decoration:none}
.foot{margin-top:2.5rem;padding-top:.75rem;padding-bottom:3rem}
.sponsor{margin-top:1.5rem;padding:.9rem 1.1rem 1rem;border:1px solid var(--rule);border-radius:10px}
.sponsor p{margin-top:.3rem}
.message{padding-top:min(18vh,6rem);padding-bottom:4rem}
.message h1+p,.message p+p{margin-top:1rem}
`;

/** The style sheet of the web pages. One accent colour; only what we offer to press is ever filled with it. */
export const pageStyle = [colours, text, reading].join('').replace(/\n+/g, '\n');
