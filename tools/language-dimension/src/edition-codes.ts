/**
 * Language codes of every Wikipedia edition, open, closed or deleted, and the codes its domains and
 * interwiki links use beside them (`be-tarask` and `be-x-old`, `yue` and `zh-yue`, `nb` and `no`).
 *
 * Source: Wikimedia's production configuration, repository operations/mediawiki-config, files
 * `dblists/wikipedia.dblist`, `dblists/deleted.dblist` and `langlist`, as of 2026-08-21; test wikis left
 * out, and a few ISO codes the wikis may be renamed to added.
 */
export const EDITION_CODES: readonly string[] = `
aa ab ace ady af ak als alt am ami an ang ann anp ar arc ary arz as ast atj av avk awa ay az
azb ba ban bar bat-smg bbc bcl bdr be be-tarask be-x-old bew bg bh bho bi bjn blk bm bn bo bol
bpy br bs btm bug bxr ca cbk cbk-zam cdo ce ceb ch cho chr chy ckb co cr crh cs csb cu cv cy da
dag de dga din diq dk dsb dtp dty dv dz ee egl el eml en eo es et eu ext fa fat ff fi fiu-vro
fj fo fon fr frp frr fur fy ga gag gan gcr gd gl glk gn gom gor got gpe gsw gu guc gur guw gv
ha hak haw he hi hif ho hr hsb ht hu hy hyw hz ia iba id ie ig igl ii ik ilo inh io is isv it
iu ja jam jbo jv ka kaa kab kai kaj kbd kbp kcg kg kge ki kj kk kl km kn knc ko koi kr krc ks
ksh ku kus kv kw ky la lad lb lbe lez lfn lg li lij lld lmo ln lo lrc lt ltg lv lzh mad mag mai
map-bms mdf mg mh mhr mi min mk ml mn mni mnw mo mos mr mrj ms mt mus mwl my myv mzn na nah nan
nap nb nds nds-nl ne new ng nia nl nn no nov nqo nr nrm nso nup nv ny oc olo om or os pa pag
pam pap pcd pcm pdc pfl pi pih pl pms pnb pnt ppl ps pt pwn qu rki rm rmy rn ro roa-rup
roa-tara rsk ru ru-sib rue rup rw sa sah sat sc scn sco sd se sg sgs sh shi shn shy si simple
sk skr sl sm smn sn so sq sr srn ss st stq su sv sw syl szl szy ta tay tcy tdd te tet tg th ti
tig tk tl tlh tly tn to tok tokipona tpi tr trv ts tt tum tw ty tyv udm ug uk ur uz ve vec vep
vi vls vo vro wa war wo wuu xal xh xmf yi yo yue za zea zgh zh zh-classical zh-cn zh-min-nan
zh-tw zh-yue zu
`
  .trim()
  .split(/\s+/);
