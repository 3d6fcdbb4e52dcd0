/** What titles of one edition are composed of. */
export interface Words {
  readonly language: string;
  /** How often the edition is drawn, relative to the others. */
  readonly weight: number;
  readonly given: readonly string[];
  readonly family: readonly string[];
  readonly places: readonly string[];
  /** Kinds of thing an article may be about. */
  readonly things: readonly string[];
  /** Between the parts of a name. */
  readonly space: string;
  /** The family name comes first. */
  readonly familyFirst: boolean;
  readonly talk: string;
}

/*
 * One edition per line: language, weight, given names, family names, places, things, the name of
 * the talk namespace; then `f` where the family name comes first, `j` where no space parts names.
 */
const TABLE = `
en;28;John Mary Arthur Eleanor Winston Hazel Percival Olive;Ashcombe Thornbury Whitlock Marlowe Penhaligon Okafor Fairweather Sutcliffe;Millbrook Harrowgate Fenwick Eastleigh Dunmere Cobblestone;river bridge railway_station novel album lighthouse beetle;Talk
fr;12;Jean-Claude Élodie François Maël Hélène Aurélien Zoé Gaëtan;Dufresnoy Lévêque Beaumarché Garçonnet L’Hermitte Montségur Côtelle Roussillon;Saint-Aubin Villeneuve-sur-Orge Pontécoulant Mézières L’Étang-Vert Châteaufort;rivière pont gare roman chapelle abbaye scarabée;Discussion
de;12;Jürgen Käthe Friedrich Annegret Björn Lieselotte Götz Ömer;Müllenbach Großkopf Schönfelder Weißhaupt Kühnemann Brückner Hölzl Strauß;Grünwalde Oberfließ Königsmühle Weißbach Süderende Altötzingen;Fluss Brücke Bahnhof Roman Kapelle Mühle Käfer;Diskussion
es;9;José Begoña Íñigo Concepción Ramón Lucía Ángel Itziar;Muñoz Ibáñez Peñalver Zúñiga Córdoba Güell Arístegui Saldaña;Peñafría Villanueva_del_Río Almazán Cañaveral San_Ginés Logroñito;río puente estación novela ermita faro escarabajo;Discusión
it;7;Giuseppe Niccolò Beatrice Ettore Maria_Grazia Fabrizio Chiarò Ugo;Bevilacqua Dell’Acqua D’Annunzi Quattrocchi Sanfelice Moretti Cantù Pò;Montefiore Castel_San_Luca Acquanera Borgo_a_Mozzo Roccalta Forlì_Piccola;fiume ponte stazione romanzo chiesa torre coleottero;Discussione
pt;6;João Conceição Antônio Inês Simão Luíza Estêvão Assunção;Magalhães Gonçalves Brandão Araújo Falcão Simões Guimarães Leitão;São_Bento Vila_Nova_da_Rainha Maranhãozinho Conceição_do_Rio Açude_Novo Alcântara;rio ponte estação romance capela farol besouro;Discussão
nl;6;Joost Femke Daniël Maaike Sjoerd Hendrickje Zoë Ruben;van_der_Veen IJsselstein de_Bruijn Coëlho ’t_Hooft Kuipers van_den_Heuvel Terpstra;Oudewater Noordhoek ’s-Gravenzand IJzendam Zuidbroek Sint-Anna;rivier brug station roman kapel molen kever;Overleg
pl;6;Łukasz Małgorzata Świętosław Zbigniew Żaneta Stanisław Agnieszka Jędrzej;Wiśniewski Dąbrowska Łęcki Źródłowski Krzyżanowski Ćwikła Gołębiowska Żółkiewski;Świdnica_Mała Żabi_Dół Łąkowo Nowa_Wieś Krzywólka Zielonogóra;rzeka most stacja powieść kaplica młyn chrząszcz;Dyskusja
ru;10;Алексей Ксения Пётр Ольга Всеволод Зинаида Фёдор Юлия;Вознесенский Шаповалова Цветков Ярославцев Щербакова Жемчужный Объедков Королёв;Новоозёрск Белая_Гора Красный_Яр Заречье Верхняя_Ольховка Каменка;река мост станция роман храм маяк жук;Обсуждение
uk;6;Олексій Оксана Ярослав Їржина Євген Ґалина Соломія Юрій;Шевченківський Гнатюк Ґудзь Їжакевич Кобилянська Коваль Єфремова Щур;Нова_Лука Зелений_Гай Кам’янка Білоріччя Ґрунь Верхній_Яр;річка міст станція роман церква млин жук;Обговорення
be;2;Алесь Янка Ўладзіслаў Марыя Кастусь Ганна Зміцер;Быкаўскі Шчарбакоў Ляўковіч Дубоўка Жылуновіч Ясень;Новы_Двор Зялёны_Бор Верхнядзвінка Лясное Каменка;рака мост станцыя раман царква млын;Размовы
be-tarask;1;Язэп Вацлаў Зьмітро Аўдоцьця Рыгор;Гарэцкі Ластоўскі Сьвяцкі Пашкевіч Цьвірка;Сьвіслач_Малая Зялёная_Дуброва Ваўкавышкі Ясьвілы;рака мост раман царква возера;Абмеркаваньне
bg;2;Георги Цветана Ивайло Снежана Добромир Йордан;Хаджиславов Стоянова Щърбанов Бързаков Ковачев Йотов;Горна_Бяла Стара_Чешма Долни_Лъг Каменец Ябълково;река мост гара роман манастир;Беседа
sr;3;Ђорђе Љиљана Његош Ћирило Џемал Милица;Петковић Љубојевић Ђуришић Њаговић Шумановић Џомбић;Горњи_Љиг Бела_Црквица Велико_Ђурђево Каменац;река мост роман манастир тврђава;Разговор
mk;1;Ѓорѓи Ќирил Љупчо Ѕвездана Џабир Весна;Ќосев Ѓуровски Љубески Темелков Стојанова;Ѓавато Горно_Село Свети_Наум Ќелија;река мост роман манастир езеро;Разговор
cs;3;Jiří Kateřina Řehoř Dušan Žofie Šárka Oldřich;Dvořáček Říha Šťastný Ježek Kříž Ďurica Horáčková;Horní_Údolí Bílý_Újezd Žďárek Křivá_Lhota Červená_Řečice;řeka most nádraží román kaple mlýn brouk;Diskuse
sk;2;Ľubomír Želmíra Štefan Ľudmila Ondřej Miloš;Šťastňák Kováč Ďurčo Hrušovský Žiak Ľuptáková;Horná_Ždaňa Biely_Potok Červený_Kláštor Ľubá;rieka most stanica román kostol;Diskusia
hu;3;György Erzsébet Zsófia Ödön Ákos Tünde Őzike;Szőke Nagykövi Gyöngyösi Kőszegi Ürmösi Csűrös Szabó-Kiss;Felsőpatak Kőhídvár Újmeződ Szentgyörgyfa Öregfalu;folyó híd állomás regény templom malom;Vita;f
ro;3;Ștefan Ioana Țepeș Mădălina Gheorghe Răzvan;Brâncușanu Șerbănescu Țăranu Moldoveanu Ghiță Dănilă;Valea_Lungă Râul_Alb Târgu_Nou Șipotele;râu pod gară roman mănăstire;Discuție
sv;4;Åke Märta Örjan Göran Ingegärd Björn Ängla;Sjöström Åkerlund Öberg Lindqvist Hägglund Näslund;Västanå Norrköpsby Öster-Ljung Älvåsen Sjötorp;älv bro station roman kyrka kvarn;Diskussion
no;3;Bjørn Åse Sølvi Håkon Gjertrud Øystein;Kjærstad Bråthen Sæther Øverli Nygård Østbye;Nordvåg Øvre_Dal Sørvær Kråkenes Bjørkeli;elv bro stasjon roman kirke fyr;Diskusjon
da;2;Søren Kåre Ærø Jørgen Karen_Blåbær Mads;Kjærgaard Nørregård Blåvand Højrup Sørensen-Åby;Nørre_Åby Østerled Bækkelund Smørum Sæby-Strand;å bro station roman kirke mølle;Diskussion
fi;3;Väinö Päivi Yrjö Äärikkä Ismo Tyyne;Hämäläinen Kärkkäinen Ylönen Pöyhönen Myllymäki Väyrynen;Yli-Järvi Pyhäkoski Äijälä Kivenhovi Hiidenvesi;joki silta asema romaani kirkko mylly;Keskustelu
et;1;Jüri Õnne Ülle Tõnu Mihkel Äli;Põldmäe Kõiv Tamsaarõ Õunapuu Jõgi Sõber;Õisu_Mõis Väike-Järve Põltsaküla Üksnurme;jõgi sild jaam romaan kirik;Arutelu
lv;1;Jānis Žanete Ģirts Ķērsta Līga Šķērsnis;Bērziņš Kļaviņa Ozoliņš Ķikuts Ģēģere Ļaudons;Jaunpiebalģe Vecķeipi Šķaune Lielā_Ļaka;upe tilts stacija romāns baznīca;Diskusija
lt;1;Žygimantas Gražina Šarūnas Ąžuolas Ęglė;Žukauskas Čiurlys Šimkūnienė Ąžuolaitis Ūdrys;Naujoji_Žemė Šventupė Čiobiškis Žaliasis_Ūkas;upė tiltas stotis romanas bažnyčia;Aptarimas
tr;4;Ömer İpek Gökçe Şükrü Çağla Ilgın Yağmur;Öztürk Yılmazoğlu Çelik Güneş Işık İnönücü Dağdeviren;Yukarıçay Gümüşdere İncirlik Kızılağaç Şahinköy;nehir köprü istasyon roman cami böcek;Tartışma
az;1;Əli Günel Şəhriyar Çingiz Ülviyyə Ağasəf;Məmmədzadə Hüseynov Əliyeva-Şah Qurbanoğlu;Yuxarı_Çəmənli Göyçay_Kənd Şirinbulaq Əyrivəng;çay körpü stansiya roman məscid;Müzakirə
vi;5;Nguyệt Hữu_Phước Thị_Lành Đức_Thắng Quỳnh Văn_Ước Ngọc_Ẩn;Nguyễn Trần Phạm Đặng Huỳnh Vũ Đỗ;Phú_Thượng Đông_Hòa Bến_Củi Mỹ_Lệ Tân_Ước;sông cầu ga tiểu_thuyết chùa bọ_cánh_cứng;Thảo_luận;f
id;4;Budi Siti Wahyu Dewi Agung Ratna;Santoso Wijayakusuma Hartanto Purnamasari Siregar;Sukamulya Tanjung_Batu Karangjati Rawa_Indah;sungai jembatan stasiun novel masjid;Pembicaraan
ar;7;محمد فاطمة عبد_الرحمن ليلى يوسف زينب إسماعيل;الحسيني القرشي بن_سعيد الزهراوي المصباحي العطار آل_نور;عين_الزيتون وادي_القمر تل_الرمان القلعة_الجديدة باب_النور;نهر جسر محطة رواية مسجد قلعة;نقاش
arz;4;محمود سعاد سيد نعيمة حسن;الشرقاوى البحيرى ابو_النجا عبد_الحى;كفر_الورد ميت_النخل عزبة_البحر;نهر كوبرى فيلم رواية;نقاش
fa;5;حسین پریسا گیتی ژاله رضا چنگیز کیان;گل‌محمدی پورچیستا ژرف‌نگار کوهستانی رضایی چراغچی;چشمه‌سبز گلگشت کوه‌پایه پل_نو دژ_کهن;رود پل ایستگاه رمان مسجد دژ;بحث
ur;2;احمد نسرین ٹیپو ڈاکٹر_رضیہ ظہیر گلزار;قریشی چغتائی بھٹی ٹھاکر گیلانی;نیا_گاؤں چشمہ_ڈھاکہ پُل_شاہی کوٹ_نور;دریا پل ناول مسجد قلعہ;تبادلۂ_خیال
he;4;אברהם שרה יצחק תמר נחמיה ציפורה;בן־ציון הכהן שטרן ז"ק מזרחי צ'רניאק;עין_הזית כפר_התאנה גבעת_האור נווה_ים;נהר גשר תחנה רומן בית_כנסת מגדל;שיחה
hi;3;राजेश सुनीता ज्ञानेन्द्र लक्ष्मी ऋषभ श्रद्धा;शर्मा चतुर्वेदी त्रिपाठी श्रीवास्तव खन्ना;नयागाँव हरिपुर रामकुण्ड पीपलखेड़ा;नदी पुल स्टेशन उपन्यास मन्दिर दुर्ग;वार्ता
bn;2;রবীন্দ্র সুচিত্রা জ্যোতির্ময় ঊর্মিলা শ্যামল;চট্টোপাধ্যায় ভট্টাচার্য রহমান মৈত্র সেনগুপ্ত;নবগ্রাম হরিণঘাটা পদ্মপুর শ্রীকুণ্ড;নদী সেতু উপন্যাস মন্দির দুর্গ;আলাপ
ta;2;முருகன் செல்வி கண்ணன் மீனாட்சி ஞானம்;சுப்பிரமணியம் தமிழ்ச்செல்வன் நடராசன் கோபால்;புதுக்குளம் மலையூர் ஆற்றங்கரை கோட்டைமேடு;ஆறு பாலம் நாவல் கோயில் கோட்டை;பேச்சு
te;1;వెంకటేశ్ లక్ష్మి శ్రీనివాస్ పద్మావతి;రెడ్డిపల్లి శాస్త్రి వేమూరి చౌదరి;కొత్తపేట నీలగిరిపల్లె రామకుంట;నది వంతెన నవల దేవాలయం;చర్చ
ml;1;ഗോപാലകൃഷ്ണൻ ശാന്ത മാധവി രാഘവൻ;നമ്പൂതിരി മേനോൻ കുറുപ്പ് തമ്പി;പുഴക്കര മലഞ്ചെരിവ് കോട്ടക്കുന്ന്;പുഴ പാലം നോവൽ ക്ഷേത്രം;സംവാദം
pa;1;ਗੁਰਪ੍ਰੀਤ ਹਰਜੀਤ ਬਲਵਿੰਦਰ ਸਿਮਰਨ;ਸਿੰਘ ਕੌਰ ਢਿੱਲੋਂ ਬਰਾੜ;ਨਵਾਂਪਿੰਡ ਕੋਟਲਾ ਹਰੀਕੇ_ਕਲਾਂ;ਦਰਿਆ ਪੁਲ ਨਾਵਲ ਕਿਲ੍ਹਾ;ਗੱਲ-ਬਾਤ
gu;1;હરીશ ગીતા જયંતિ મીરાં;પટેલ ત્રિવેદી મહેતા ઝવેરી;નવાગામ હરિપર રામપુરા;નદી પુલ નવલકથા મંદિર;ચર્ચા
si;1;සුනිල් කුමාරි ප්‍රියන්ත නිමල්;බණ්ඩාර රත්නායක ගුණවර්ධන;අලුත්ගම කන්දේගොඩ වැව්පිටිය;ගඟ පාලම නවකතාව විහාරය;සාකච්ඡාව
my;1;အောင် သီတာ မောင်မောင် ခင်ခင်;ကျော်စွာ လှမြင့် ထွန်းနိုင်;ရွာသစ် မြစ်ကမ်း တောင်ကြီးငယ်;မြစ် တံတား ဝတ္ထု ဘုရား;ဆွေးနွေးချက်
th;2;สมชาย พิมพ์ใจ ณรงค์ กุลธิดา ฐิติ;แก้วกัลยา ศรีสุวรรณ วงศ์ใหญ่ ณ_บางเขน;บ้านใหม่ เขาเขียว คลองน้ำใส ดอยหลวง;แม่น้ำ สะพาน นวนิยาย วัด ป้อม;พูดคุย
km;1;សុខា ចន្ថា វិចិត្រ ស្រីពេជ្រ;កែវ ជា ឈឹម ហេង;ភូមិថ្មី ភ្នំខៀវ ទន្លេតូច;ទន្លេ ស្ពាន ប្រលោមលោក វត្ត;ការពិភាក្សា;f
ka;1;გიორგი ნინო ვახტანგ თამარ ჯუმბერ;ჭავჭავაძიშვილი ღვინიანიძე ყიფშიძე წერეთლური;ახალსოფელი ზემო_წყარო თეთრიხევი;მდინარე ხიდი რომანი ტაძარი;განხილვა
hy;1;Հովհաննես Անահիտ Գևորգ Շուշան Վարդան;Տերզյան Խաչատրյանց Ղազարյան Ճշմարտյան;Նորագյուղ Վերին_Աղբյուր Քարաշեն;գետ կամուրջ վեպ վանք;Քննարկում
el;2;Γεώργιος Ελένη Θεόφιλος Ξανθίππη Ιωάννα Ύδρα;Παπαδόγιαννης Ψυχάρης Χατζηνικολάου Ξενάκη;Νέα_Πηγή Άγιος_Λουκάς Κάτω_Βρύση Ξηρόκαμπος;ποταμός γέφυρα μυθιστόρημα ναός;Συζήτηση
am;1;አበበ ሰላማዊት ተስፋዬ ወርቅነሽ;ገብረማርያም ኃይለሥላሴ ደምሴ;አዲስዓለም ወንዝዳር ደብረሰላም;ወንዝ ድልድይ ልቦለድ ቤተክርስቲያን;ውይይት
zh;9;志明 雅婷 國強 淑芬 建华 晓燕 浩然 思源;歐陽 李 陳 張 赵 刘 司馬 黃;青石鎮 龍泉鄉 白沙灣 江口镇 云台山;河 大橋 车站 小說 寺 燈塔;Talk;fj
zh-yue;1;家輝 詠詩 偉文 麗珍;陳 黃 何 歐 區;牛頭灣 西貢涌 長沙墟 大角嘴道;河 橋 站 戲 廟;傾偈;fj
zh-min-nan;1;Chì-bêng Bí-lêng Kok-hiông Siok-hun;Tân Lîm N̂g Iûⁿ Chhòa;Chheng-chúi-tìn Pe̍h-soa-hiong Liông-tâm;khoe kiô chhia-thâu siáu-soat biō;Thó-lūn;f
wuu;1;德明 小妹 阿福 美琴;王 沈 顾 陆;青浦镇 南浜村 虹桥浜;河 桥 站 戏;Talk;fj
ja;8;太郎 花子 健一 さくら 翔太 ゆかり 龍之介;佐々木 鈴木 小鳥遊 渡邊 ヶ丘 東雲;青葉台 緑ヶ丘 白川村 霧ヶ峰 みなと町;川 橋 駅 小説 神社 灯台;ノート;fj
ko;4;민준 서연 지훈 하늘 영희 도윤;김 이 박 남궁 황보 최;새울 푸른골 돌다리 한빛동 은행나무골;강 다리 역 소설 사찰 등대;토론;fj
mn;1;Батбаяр Оюунцэцэг Төмөр Өнөржаргал;Дорж Ганхуяг Бямбасүрэн Цэрэн;Шинэ_Гол Цагаан_Уул Хөх_Нуур;гол гүүр роман хийд;Хэлэлцүүлэг
kk;1;Нұрлан Айгүл Ғабит Қарлығаш Өмірзақ;Жұмабайұлы Қасымов Әбілқызы Ысқақ;Жаңаөзен_Ауылы Көкбұлақ Қызылқұм_Шаты;өзен көпір роман мешіт;Талқылау
eo;1;Ŝanĉjo Ĝoja Ĥoreo Aŭrora Jozefo;Verdulo Ĵurnalisto Ĉevalo Riveroj;Novurbeto Ŝtonponto Ĝardenvilo;rivero ponto romano kapelo;Diskuto
simple;2;Tom Anna Ben Lucy;Green Hill Brown Stone;Newtown Riverside Old_Bridge;river bridge book church;Talk
nds-nl;1;Jan Geertje Harm Aaltje;Boerrigter Vedder Noaber Beuker;Oldebroekje Zwolschebos ’t_Ven;revier brogge kark meule;Overleg
ceb;4;Juan Maria Pedro;Dela_Cruz Bautista Mangubat;Bukid_Sidlak Suba_Itom Kapuloang_Gamay;suba bukid lawa bakukang;Hisgot
`;

/** Editions events are made up for: over sixty languages in two dozen scripts. */
export const WORDS: readonly Words[] = TABLE.trim()
  .split('\n')
  .map((line) => {
    const [language = '', weight, given, family, places, things, talk = '', marks = ''] =
      line.split(';');
    return {
      language,
      weight: Number(weight),
      given: list(given),
      family: list(family),
      places: list(places),
      things: list(things),
      talk: talk.replaceAll('_', ' '),
      familyFirst: marks.includes('f'),
      space: marks.includes('j') ? '' : ' ',
    };
  });

/** Words parted by spaces; `_` is a space within one. */
function list(text = ''): string[] {
  return text.split(' ').map((word) => word.replaceAll('_', ' '));
}
