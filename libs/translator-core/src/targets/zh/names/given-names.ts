import type { FamilyName } from '../transcription/latin/families.js';

/*
 * Given names with renderings settled by usage, which the tables alone would miss. A name also tells
 * which language's spelling the words beside it follow; names of many languages stand under `generic`.
 */
const NAMES: Readonly<Record<FamilyName, string>> = {
  generic: `
    alexander亚历山大 alexandra亚历山德拉 alexandria亚历山德里亚 andrea安德烈亚 angela安杰拉 anna安娜 antonia安东尼娅 adam亚当 abraham亚伯拉罕
    barbara芭芭拉 benjamin本杰明 carmen卡门 christian克里斯蒂安 christina克里斯蒂娜 clara克拉拉 daniel丹尼尔 david大卫 diana戴安娜 dora多拉
    elena埃莱娜 elisabeth伊丽莎白 elizabeth伊丽莎白 emma埃玛 eva伊娃 ester埃斯特 esther埃丝特 felix费利克斯 gabriel加布里埃尔 gabriela加布里埃拉
    helena海伦娜 ida伊达 irene艾琳 isabel伊莎贝尔 isabella伊莎贝拉 jacob雅各布 jakob雅各布 jan扬 joseph约瑟夫 josef约瑟夫 julia朱莉娅 julian朱利安
    laura劳拉 leo莱奥 leon莱昂 linda琳达 lisa莉萨 lucia露西娅 maria玛丽亚 marina玛丽娜 mario马里奥 mark马克 marko马尔科 marta玛尔塔 martha玛莎
    martin马丁 max马克斯 michael迈克尔 monica莫妮卡 natalia娜塔莉娅 nicolas尼古拉斯 nicholas尼古拉斯 nora诺拉 oscar奥斯卡 oskar奥斯卡 patricia帕特里夏
    paul保罗 paula保拉 peter彼得 philip菲利普 rebecca丽贝卡 robert罗伯特 roman罗曼 rosa罗莎 samuel塞缪尔 sandra桑德拉 sara萨拉 sarah萨拉
    sebastian塞巴斯蒂安 simon西蒙 sofia索菲娅 sophia索菲娅 stefan斯特凡 susanna苏珊娜 teresa特雷莎 theodor特奥多尔 thomas托马斯 tobias托比亚斯
    valentin瓦伦丁 valentina瓦伦蒂娜 veronica韦罗妮卡 victor维克托 viktor维克托 victoria维多利亚 viktoria维多利亚 vincent文森特 vera薇拉
    muhammad穆罕默德 mohammed穆罕默德 mohamed穆罕默德 mohammad穆罕默德 muhammed穆罕默德 ahmed艾哈迈德 ahmad艾哈迈德 ali阿里 hassan哈桑 hasan哈桑 hussein侯赛因
    husain侯赛因 omar奥马尔 umar欧麦尔 osman奥斯曼 ibrahim易卜拉欣 ismail伊斯梅尔 yusuf优素福 khalid哈立德 abdullah阿卜杜拉 abdul阿卜杜勒 fatima法蒂玛 mustafa穆斯塔法 mahmud马哈茂德 said赛义德
    singh辛格 kumar库马尔 khan汗 krishna克里希纳 ram拉姆 gandhi甘地 sharma夏尔马 jesus耶稣 moses摩西 noah诺亚 maya玛雅
    ivan伊万 vladimir弗拉基米尔 dmitri德米特里 dmitry德米特里 sergei谢尔盖 sergey谢尔盖 andrei安德烈 andrey安德烈 alexei阿列克谢 alexey阿列克谢 mikhail米哈伊尔 nikolai尼古拉 nikolay尼古拉
    boris鲍里斯 igor伊戈尔 oleg奥列格 yuri尤里 olga奥莉加 tatiana塔季扬娜 svetlana斯韦特兰娜 natasha娜塔莎 anastasia阿纳斯塔西娅 anton安东 maxim马克西姆
  `,
  english: `
    john约翰 james詹姆斯 william威廉 george乔治 charles查尔斯 henry亨利 edward爱德华 thomas托马斯 richard理查德 arthur阿瑟 albert艾伯特 alfred艾尔弗雷德 andrew安德鲁 anthony安东尼
    alan艾伦 allan艾伦 alice艾丽斯 amy埃米 ann安 anne安妮 bill比尔 bob鲍勃 brian布赖恩 bruce布鲁斯 carl卡尔 carol卡萝尔 catherine凯瑟琳 katherine凯瑟琳 chris克里斯 christopher克里斯托弗
    christine克里斯廷 colin科林 craig克雷格 daisy黛西 dan丹 dave戴夫 dennis丹尼斯 donald唐纳德 dorothy多萝西 douglas道格拉斯 duncan邓肯 edgar埃德加 edith伊迪丝 edwin埃德温 eleanor埃莉诺 ellen埃伦
    emily埃米莉 eric埃里克 ernest欧内斯特 eugene尤金 evan埃文 evelyn伊夫琳 frances弗朗西丝 francis弗朗西斯 frank弗兰克 franklin富兰克林 fred弗雷德 frederick弗雷德里克 gary加里 geoffrey杰弗里 jeffrey杰弗里
    gerald杰拉尔德 gilbert吉尔伯特 gordon戈登 grace格雷丝 graham格雷厄姆 grant格兰特 greg格雷格 gregory格雷戈里 harold哈罗德 harry哈里 helen海伦 herbert赫伯特 howard霍华德 hugh休 ian伊恩 isaac艾萨克 jack杰克 jackson杰克逊
    jane简 janet珍妮特 jason贾森 jean琼 jennifer珍妮弗 jeremy杰里米 jerry杰里 jessica杰茜卡 jim吉姆 jimmy吉米 joan琼 joe乔 jonathan乔纳森 joshua乔舒亚 joyce乔伊丝 judy朱迪 julie朱莉 karen卡伦 kate凯特 kathleen凯瑟琳
    keith基思 kelly凯利 ken肯 kenneth肯尼思 kevin凯文 larry拉里 lawrence劳伦斯 lee李 leonard伦纳德 lewis刘易斯 lincoln林肯 louis路易斯 louise路易丝 lucy露西 luke卢克 margaret玛格丽特 marie玛丽 mary玛丽 matthew马修 maurice莫里斯
    mike迈克 mitchell米切尔 nancy南希 neil尼尔 nick尼克 norman诺曼 oliver奥利弗 olivia奥利维娅 oswald奥斯瓦尔德 patrick帕特里克 percy珀西 pete皮特 phil菲尔 ralph拉尔夫 ray雷 raymond雷蒙德 rachel雷切尔 roger罗杰 ronald罗纳德 rose罗丝
    roy罗伊 russell拉塞尔 ruth露丝 ryan瑞安 sam萨姆 scott斯科特 sean肖恩 shirley雪莉 stanley斯坦利 stephen斯蒂芬 steven史蒂文 steve史蒂夫 stuart斯图尔特 susan苏珊 taylor泰勒 ted特德 terry特里 tim蒂姆 timothy蒂莫西 tom汤姆 tony托尼
    walter沃尔特 warren沃伦 wayne韦恩 wendy温迪 johnson约翰逊 smith史密斯 williams威廉斯 brown布朗 jones琼斯 davis戴维斯 wilson威尔逊 moore穆尔 clark克拉克 white怀特 harris哈里斯 thompson汤普森 young扬 king金 wright赖特 hill希尔 green格林
    baker贝克 adams亚当斯 campbell坎贝尔 roberts罗伯茨 phillips菲利普斯 evans埃文斯 edwards爱德华兹 collins柯林斯 stewart斯图尔特 morris莫里斯 rogers罗杰斯 reed里德 cook库克 morgan摩根 murphy墨菲 cooper库珀 richardson理查森 cox考克斯 ward沃德
    newton牛顿 churchill丘吉尔 washington华盛顿 london伦敦 england英格兰 britain不列颠 america亚美利加 york约克 oxford牛津 cambridge剑桥
  `,
  french: `
    jean让 claude克洛德 pierre皮埃尔 jacques雅克 françois弗朗索瓦 francois弗朗索瓦 michel米歇尔 andré安德烈 louis路易 henri亨利 marie玛丽 marcel马塞尔 rené勒内 georges乔治 charles夏尔 émile埃米尔 emile埃米尔 philippe菲利普 alain阿兰 bernard贝尔纳
    guillaume纪尧姆 antoine安托万 nicolas尼古拉 guy居伊 yves伊夫 yvonne伊冯娜 olivier奥利维耶 étienne艾蒂安 etienne艾蒂安 gérard热拉尔 gilles吉勒 hugues于格 jérôme热罗姆 joseph约瑟夫 julien朱利安 laurent洛朗 léon莱昂 lucien吕西安 luc吕克 marc马克
    mathieu马蒂厄 maurice莫里斯 maxime马克西姆 paul保罗 pascal帕斯卡 patrick帕特里克 raymond雷蒙 robert罗贝尔 roger罗歇 sébastien塞巴斯蒂安 serge塞尔日 stéphane斯特凡 sylvie西尔维 thierry蒂埃里 thomas托马 victor维克多 vincent樊尚 xavier格扎维埃
    catherine卡特琳 christine克里斯蒂娜 cécile塞西尔 élisabeth伊丽莎白 françoise弗朗索瓦丝 geneviève热纳维耶芙 hélène埃莱娜 isabelle伊莎贝尔 jeanne让娜 jacqueline雅克利娜 louise路易丝 madeleine马德莱娜 marguerite玛格丽特 martine马蒂娜 monique莫妮克 nathalie纳塔莉 simone西蒙娜 sophie索菲 thérèse泰蕾兹 valérie瓦莱丽
    albert阿尔贝 alexandre亚历山大 alfred阿尔弗雷德 auguste奥古斯特 benoît伯努瓦 christophe克里斯托夫 denis德尼 didier迪迪埃 dominique多米尼克 édouard爱德华 édith伊迪丝 ernest欧内斯特 eugène欧仁 fernand费尔南 ferdinand费迪南 frédéric弗雷德里克 gaston加斯东 gustave古斯塔夫 honoré奥诺雷 jules儒勒 paris巴黎
  `,
  german: `
    von冯 johann约翰 johannes约翰内斯 hans汉斯 karl卡尔 carl卡尔 friedrich弗里德里希 wilhelm威廉 heinrich海因里希 georg格奥尔格 ludwig路德维希 franz弗朗茨 otto奥托 hermann赫尔曼 ernst恩斯特 fritz弗里茨 kurt库尔特 werner维尔纳 walter瓦尔特 walther瓦尔特
    wolfgang沃尔夫冈 klaus克劳斯 claus克劳斯 jürgen于尔根 günter京特 günther京特 helmut赫尔穆特 gerhard格哈德 dieter迪特尔 horst霍斯特 uwe乌韦 rolf罗尔夫 ralf拉尔夫 bernd贝恩德 bernhard伯恩哈德 matthias马蒂亚斯 andreas安德烈亚斯 stefan斯特凡 thomas托马斯 jörg约尔格
    albrecht阿尔布雷希特 albert阿尔贝特 alfred阿尔弗雷德 anton安东 arnold阿诺尔德 august奥古斯特 bertha贝尔塔 bruno布鲁诺 christoph克里斯托夫 conrad康拉德 konrad康拉德 eduard爱德华 emil埃米尔 erich埃里希 erwin埃尔温 eugen欧根 felix费利克斯 ferdinand费迪南德 gottfried戈特弗里德 gottlieb戈特利布
    gustav古斯塔夫 hugo胡戈 immanuel伊曼努尔 joachim约阿希姆 julius尤利乌斯 leopold利奥波德 lothar洛塔尔 manfred曼弗雷德 moritz莫里茨 oskar奥斯卡 paul保罗 peter彼得 philipp菲利普 reinhard赖因哈德 richard里夏德 robert罗伯特 rudolf鲁道夫 siegfried西格弗里德 theodor特奥多尔 ulrich乌尔里希 viktor维克托
    katharina卡塔琳娜 margarete玛格丽特 ursula乌尔苏拉 gertrud格特鲁德 hildegard希尔德加德 ingrid英格丽德 monika莫妮卡 müller米勒 schmidt施密特 schneider施奈德 fischer菲舍尔 weber韦伯 meyer迈尔 wagner瓦格纳 becker贝克尔 schulz舒尔茨 hoffmann霍夫曼 koch科赫 bauer鲍尔 richter里希特 klein克莱因 wolf沃尔夫 schröder施罗德 neumann诺伊曼 schwarz施瓦茨 zimmermann齐默尔曼 berlin柏林 wien维也纳 münchen慕尼黑 hamburg汉堡 einstein爱因斯坦 bach巴赫 beethoven贝多芬 mozart莫扎特 goethe歌德 marx马克思
  `,
  spanish: `
    josé何塞 jose何塞 juan胡安 carlos卡洛斯 luis路易斯 miguel米格尔 jesús赫苏斯 javier哈维尔 francisco弗朗西斯科 antonio安东尼奥 manuel曼努埃尔 pedro佩德罗 pablo巴勃罗 jorge豪尔赫 fernando费尔南多 alejandro亚历杭德罗 alberto阿尔韦托 alfonso阿方索 ángel安赫尔 andrés安德烈斯 diego迭戈
    eduardo爱德华多 enrique恩里克 ernesto埃内斯托 felipe费利佩 gonzalo贡萨洛 guillermo吉列尔莫 héctor埃克托尔 ignacio伊格纳西奥 jaime海梅 joaquín华金 julio胡利奥 lope洛佩 lorenzo洛伦索 marcos马科斯 mateo马特奥 nicolás尼古拉斯 óscar奥斯卡 rafael拉斐尔 ramón拉蒙 raúl劳尔 ricardo里卡多 roberto罗伯托
    rodrigo罗德里戈 salvador萨尔瓦多 santiago圣地亚哥 sergio塞尔希奥 simón西蒙 tomás托马斯 vicente比森特 víctor维克托 maría玛丽亚 carmen卡门 dolores多洛雷斯 mercedes梅塞德斯 pilar皮拉尔 garcía加西亚 garcia加西亚 gonzález冈萨雷斯 rodríguez罗德里格斯 fernández费尔南德斯 lópez洛佩斯 martínez马丁内斯 sánchez桑切斯 pérez佩雷斯 gómez戈麦斯 hernández埃尔南德斯 díaz迪亚斯 álvarez阿尔瓦雷斯 ruiz鲁伊斯 torres托雷斯 madrid马德里
  `,
  italian: `
    giovanni乔瓦尼 giuseppe朱塞佩 francesco弗朗切斯科 antonio安东尼奥 mario马里奥 luigi路易吉 carlo卡洛 paolo保罗 pietro彼得罗 marco马尔科 andrea安德烈亚 alessandro亚历山德罗 alberto阿尔贝托 angelo安杰洛 bruno布鲁诺 claudio克劳迪奥 domenico多梅尼科 enrico恩里科 federico费代里科 ferdinando费迪南多
    filippo菲利波 franco弗兰科 gabriele加布里埃莱 galileo伽利略 giacomo贾科莫 gianni詹尼 giorgio乔治 giulia朱莉娅 giulio朱利奥 guido圭多 leonardo莱昂纳多 lorenzo洛伦佐 luca卢卡 lucia卢奇娅 marcello马尔切洛 massimo马西莫 matteo马泰奥 maurizio毛里齐奥 michelangelo米开朗琪罗 michele米凯莱 niccolò尼科洛 nicola尼古拉 raffaele拉法埃莱 roberto罗伯托
    salvatore萨尔瓦托雷 sergio塞尔焦 silvio西尔维奥 stefano斯特凡诺 tommaso托马索 umberto翁贝托 vincenzo温琴佐 vittorio维托里奥 vito维托 chiara基娅拉 francesca弗朗切斯卡 rossi罗西 russo鲁索 ferrari法拉利 bianchi比安基 romano罗马诺 ricci里奇 roma罗马 milano米兰 napoli那不勒斯
  `,
  portuguese: `da达 do多 dos多斯 são圣 joão若昂 joao若昂 josé若泽 antónio安东尼奥 antônio安东尼奥 manuel曼努埃尔 luís路易斯 luiz路易斯 paulo保罗 pedro佩德罗 fernando费尔南多 carlos卡洛斯 jorge若热 miguel米格尔 tiago蒂亚戈 vasco瓦斯科 silva席尔瓦 santos桑托斯 oliveira奥利维拉 souza索萨 pereira佩雷拉 costa科斯塔 rodrigues罗德里格斯`,
  polish: `jan扬 józef约瑟夫 stanisław斯坦尼斯瓦夫 andrzej安杰伊 krzysztof克日什托夫 piotr彼得 paweł帕韦乌 tomasz托马什 marek马雷克 michał米哈乌 jerzy耶日 tadeusz塔德乌什 wojciech沃伊切赫 zbigniew兹比格涅夫 władysław瓦迪斯瓦夫 kazimierz卡齐米日 adam亚当 ryszard雷沙德 katarzyna卡塔日娜 małgorzata玛乌戈热塔 agnieszka阿格涅什卡 warszawa华沙 lech莱赫`,
  czech: `jan扬 jiří伊日 josef约瑟夫 karel卡雷尔 václav瓦茨拉夫 jaroslav雅罗斯拉夫 zdeněk兹德涅克 miroslav米罗斯拉夫 františek弗朗齐歇克 petr彼得 pavel帕维尔 tomáš托马什 milan米兰 vladimír弗拉迪米尔 antonín安东宁 bohumil博胡米尔 goran戈兰 zoran佐兰 dragan德拉甘 luka卢卡 nikola尼古拉 ivan伊万 ana安娜 marija玛丽亚 novak诺瓦克 novák诺瓦克 praha布拉格`,
  hungarian: `istván伊什特万 józsef约瑟夫 jános亚诺什 lászló拉斯洛 sándor山多尔 ferenc费伦茨 györgy捷尔吉 zoltán佐尔坦 károly卡罗伊 gábor加博尔 mihály米哈伊 imre伊姆雷 béla贝拉 lajos拉约什 tamás陶马什 péter彼得 nagy纳吉 kovács科瓦奇 szabó萨博 tóth托特 horváth霍尔瓦特 budapest布达佩斯`,
  turkish: `mehmet穆罕默德 ahmet艾哈迈德 mustafa穆斯塔法 kemal凯末尔 ali阿里 hüseyin侯赛因 hasan哈桑 ibrahim易卜拉欣 murat穆拉特 recep雷杰普 tayyip塔伊普 yılmaz耶尔马兹 süleyman苏莱曼 ankara安卡拉 istanbul伊斯坦布尔 i̇stanbul伊斯坦布尔`,
  romanian: `ion扬 gheorghe格奥尔基 vasile瓦西里 nicolae尼古拉 mihai米哈伊 ștefan斯特凡 constantin康斯坦丁 andrei安德烈 popescu波佩斯库 ionescu约内斯库`,
  nordic: `johan约翰 lars拉尔斯 anders安德斯 erik埃里克 per佩尔 karl卡尔 nils尼尔斯 niels尼尔斯 jens延斯 hans汉斯 olaf奥拉夫 olav奥拉夫 olof奥洛夫 sven斯文 gustav古斯塔夫 gustaf古斯塔夫 bjørn比约恩 björn比约恩 magnus马格努斯 mikael米卡埃尔 søren索伦 knut克努特 ingrid英格丽德 astrid阿斯特丽德 andersson安德松 johansson约翰松 karlsson卡尔松 nilsson尼尔松 eriksson埃里克松 larsson拉尔松 olsson奥尔松 hansen汉森 jensen延森 nielsen尼尔森 larsen拉森 olsen奥尔森 stockholm斯德哥尔摩 oslo奥斯陆`,
  dutch: `van范 der德 den登 jan扬 johannes约翰内斯 cornelis科内利斯 hendrik亨德里克 willem威廉 pieter彼得 gerrit赫里特 jacobus雅各布斯 dirk迪尔克 kees凯斯 piet皮特 vincent文森特 johan约翰 wim维姆 frans弗兰斯 amsterdam阿姆斯特丹`,
  vietnamese: `hà河 nội内 minh明 văn文 thị氏 đức德 hồng红 lê黎 vũ武 phan潘 dương杨 lý李`,
};

/** A name's settled rendering and the family it points to. */
export interface GivenName {
  readonly text: string;
  readonly family: FamilyName;
}

const ENTRY = /^([^\p{Script=Han}]+)(\p{Script=Han}+)/u;
const BY_FAMILY = new Map<FamilyName, Map<string, string>>();
const ANYWHERE = new Map<string, GivenName | 'several'>();
for (const [family, entries] of Object.entries(NAMES) as [FamilyName, string][]) {
  const names = new Map<string, string>();
  for (const entry of entries.trim().split(/\s+/)) {
    const [, name, text] = ENTRY.exec(entry)!;
    names.set(name!.normalize('NFC'), text!);
    ANYWHERE.set(name!.normalize('NFC'), ANYWHERE.has(name!) ? 'several' : { text: text!, family });
  }
  BY_FAMILY.set(family, names);
}

/** The settled rendering of a lower-case word among names of `family`, then of all families. */
export function givenName(word: string, family: FamilyName): string | undefined {
  const own = BY_FAMILY.get(family)?.get(word) ?? BY_FAMILY.get('generic')!.get(word);
  if (own !== undefined) return own;
  const known = ANYWHERE.get(word);
  if (known === undefined) return undefined;
  if (known !== 'several') return known.text;
  for (const names of BY_FAMILY.values()) {
    const text = names.get(word);
    if (text !== undefined) return text;
  }
  return undefined;
}

/** The family that a word alone gives away as one of its names. */
export function familyOfName(word: string): FamilyName | undefined {
  const known = ANYWHERE.get(word);
  return known === undefined || known === 'several' || known.family === 'generic'
    ? undefined
    : known.family;
}
