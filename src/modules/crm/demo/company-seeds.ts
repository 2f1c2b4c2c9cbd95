import type { DemoCompanyRole } from './companies.ts'

type Pair = [zh: string, en: string]

/** One line of the directory as it is written down here; `companies.ts` turns it into records. */
export type CompanySeed = {
  key: string
  taxId: string
  role: DemoCompanyRole
  zh: string
  en: string
  industry: Pair
  city: Pair
  domain: string
  contact: [nameZh: string, nameEn: string, titleZh: string, titleEn: string]
  note: Pair
}

export const companySeeds: CompanySeed[] = [
  {
    key: 'hearthfire', taxId: '90000109', role: 'client', zh: '財團法人灶火文化基金會', en: 'Hearthfire Culture Foundation',
    industry: ['文化基金會', 'Cultural foundation'], city: ['臺南市', 'Tainan'], domain: 'hearthfire.example',
    contact: ['蔡靜宜', 'Tsai Jing-yi', '董事長', 'Chair'],
    note: ['主辦單位；委託本公司承辦本屆與上屆論壇。', 'The organiser; commissioned us for this edition and the last.'],
  },
  {
    key: 'salt-city-museum', taxId: '90000121', role: 'co-organiser', zh: '鹽分城市博物館', en: 'Salt City Museum',
    industry: ['博物館', 'Museum'], city: ['臺南市', 'Tainan'], domain: 'saltcity.example',
    contact: ['黃柏睿', 'Huang Po-jui', '館長', 'Director'],
    note: ['共同主辦；提供館藏借展與工作坊師資。', 'Co-organiser; lends objects and workshop tutors.'],
  },
  {
    key: 'salt-house', taxId: '90000142', role: 'venue', zh: '運河鹽倉文化會館', en: 'Canal Salt House',
    industry: ['場館', 'Venue'], city: ['臺南市', 'Tainan'], domain: 'salthouse.example',
    contact: ['郭俊良', 'Kuo Chun-liang', '場地經理', 'Venue manager'],
    note: ['會場；進場時間為前一日 13:00 起。', 'The venue; move-in from 13:00 the day before.'],
  },
  {
    key: 'same-boat-av', taxId: '90000163', role: 'supplier', zh: '同舟視聽工程有限公司', en: 'Same Boat AV Engineering',
    industry: ['音響燈光視訊', 'Audio-visual'], city: ['臺南市', 'Tainan'], domain: 'sameboat.example',
    contact: ['魏宏達', 'Wei Hung-ta', '專案主任', 'Project lead'],
    note: ['五個場地的音響、投影與通訊。', 'Sound, projection and intercom for five rooms.'],
  },
  {
    key: 'two-tongues', taxId: '90000190', role: 'supplier', zh: '兩面翻譯有限公司', en: 'Two Tongues Interpreting',
    industry: ['口譯', 'Interpreting'], city: ['臺北市', 'Taipei'], domain: 'twotongues.example',
    contact: ['曹以安', 'Tsao Yi-an', '派案經理', 'Assignments manager'],
    note: ['中英同步口譯兩組四人，設備自備。', 'Two booths, four interpreters, own equipment.'],
  },
  {
    key: 'tsan-banquet', taxId: '90000213', role: 'supplier', zh: '阿燦流水席餐飲行', en: 'Master Tsan Banquets',
    industry: ['外燴', 'Catering'], city: ['高雄市', 'Kaohsiung'], domain: 'tsanbanquet.example',
    contact: ['林佳慧', 'Lin Chia-hui', '業務', 'Account manager'],
    note: ['晚宴三十二桌；總舖師林燦煌主理。', 'Thirty-two dinner tables under master cook Lin Tsan-huang.'],
  },
  {
    key: 'good-day-bento', taxId: '90000234', role: 'supplier', zh: '好日蔬食便當有限公司', en: 'Good Day Plant Kitchen',
    industry: ['餐盒', 'Boxed meals'], city: ['臺南市', 'Tainan'], domain: 'gooddaybento.example',
    contact: ['簡郁庭', 'Chien Yu-ting', '店務經理', 'Operations manager'],
    note: ['兩日午餐；循環餐盒當日回收。', 'Lunch on both days in reusable boxes.'],
  },
  {
    key: 'type-wave', taxId: '90000255', role: 'supplier', zh: '活字浪印刷設計有限公司', en: 'Type Wave Print & Design',
    industry: ['印刷設計', 'Print and design'], city: ['高雄市', 'Kaohsiung'], domain: 'typewave.example',
    contact: ['盧芊妤', 'Lu Chien-yu', '設計總監', 'Design director'],
    note: ['主視覺、手冊、名牌與導引。', 'Key visual, handbook, badges, wayfinding.'],
  },
  {
    key: 'south-wind', taxId: '90000282', role: 'supplier', zh: '南風小客車租賃有限公司', en: 'South Wind Coaches',
    industry: ['交通', 'Transport'], city: ['臺南市', 'Tainan'], domain: 'southwind.example',
    contact: ['蕭文雄', 'Hsiao Wen-hsiung', '調度主任', 'Dispatch supervisor'],
    note: ['高鐵站與飯店接駁，兩輛電動中型巴士。', 'Rail and hotel shuttles, two electric midibuses.'],
  },
  {
    key: 'fucheng-hotel', taxId: '90000305', role: 'supplier', zh: '府埕旅店股份有限公司', en: 'Courtyard of Fu Hotel',
    industry: ['旅宿', 'Hotel'], city: ['臺南市', 'Tainan'], domain: 'fuhotel.example',
    contact: ['宋品妍', 'Sung Pin-yen', '團體訂房主任', 'Group sales supervisor'],
    note: ['保留四十間房，D-21 釋出。', 'Forty rooms on hold until D-21.'],
  },
  {
    key: 'bamboo-works', taxId: '90000327', role: 'supplier', zh: '竹木展覽工程有限公司', en: 'Bamboo & Timber Exhibits',
    industry: ['展覽工程', 'Exhibition contractor'], city: ['嘉義市', 'Chiayi'], domain: 'bambooworks.example',
    contact: ['蔣文彬', 'Chiang Wen-pin', '工務經理', 'Site manager'],
    note: ['可重組竹構展架，撤場零廢板。', 'Reusable bamboo stands, no waste board at move-out.'],
  },
  {
    key: 'slow-stream', taxId: '90000348', role: 'supplier', zh: '慢直播影像工作室', en: 'Slow Stream Studio',
    industry: ['直播攝影', 'Live video'], city: ['臺南市', 'Tainan'], domain: 'slowstream.example',
    contact: ['邵子瑜', 'Shao Tzu-yu', '製作人', 'Producer'],
    note: ['主廳直播、錄影與線上廳主控。', 'Streaming, recording and the online control room.'],
  },
  {
    key: 'whale-isle-soy', taxId: '90000369', role: 'sponsor', zh: '鯨嶼醬油釀造股份有限公司', en: 'Whale Isle Soy Brewery',
    industry: ['食品釀造', 'Brewing'], city: ['雲林縣', 'Yunlin'], domain: 'whaleisle.example',
    contact: ['莊惟中', 'Chuang Wei-chung', '品牌長', 'Head of brand'],
    note: ['黃金贊助；提供醬缸展件。', 'Gold sponsor; lends soy vats for display.'],
  },
  {
    key: 'daylight-salt', taxId: '90000396', role: 'sponsor', zh: '白日鹽業股份有限公司', en: 'Daylight Salt',
    industry: ['鹽業', 'Salt making'], city: ['臺南市', 'Tainan'], domain: 'daylightsalt.example',
    contact: ['龔亦帆', 'Kung Yi-fan', '公關主任', 'PR supervisor'],
    note: ['黃金贊助；冠名鹽倉大廳茶敘。', 'Gold sponsor of the tea breaks.'],
  },
  {
    key: 'rice-ear', taxId: '90000419', role: 'sponsor', zh: '禾穗農產運銷股份有限公司', en: 'Rice Ear Produce',
    industry: ['農產運銷', 'Produce wholesale'], city: ['屏東縣', 'Pingtung'], domain: 'riceear.example',
    contact: ['巫秉勳', 'Wu Ping-hsun', '永續經理', 'Sustainability manager'],
    note: ['銀級贊助；供應米與時蔬。', 'Silver sponsor; rice and vegetables.'],
  },
  {
    key: 'satoyama-power', taxId: '90000430', role: 'sponsor', zh: '里山綠電股份有限公司', en: 'Foothill Green Power',
    industry: ['再生能源', 'Renewable energy'], city: ['臺中市', 'Taichung'], domain: 'foothillpower.example',
    contact: ['孫郁文', 'Sun Yu-wen', '企業夥伴經理', 'Partnerships manager'],
    note: ['銀級贊助；提供兩日綠電憑證。', 'Silver sponsor; green-power certificates for both days.'],
  },
  {
    key: 'coast-coldchain', taxId: '90000451', role: 'sponsor', zh: '海線冷鏈物流股份有限公司', en: 'Coastline Cold Chain',
    industry: ['物流', 'Logistics'], city: ['高雄市', 'Kaohsiung'], domain: 'coastcold.example',
    contact: ['胡家豪', 'Hu Chia-hao', '業務協理', 'Sales director'],
    note: ['銀級贊助；晚宴食材冷鏈運送。', 'Silver sponsor; cold transport for the dinner.'],
  },
  {
    key: 'taijiang-university', taxId: '90000488', role: 'university', zh: '國立臺江人文大學', en: 'Taijiang University of Humanities',
    industry: ['大學', 'University'], city: ['臺南市', 'Tainan'], domain: 'taijiang-u.example',
    contact: ['許瑜庭', 'Hsu Yu-ting', '文化資產學系教授', 'Professor of Cultural Heritage'],
    note: ['學術合作；口述歷史團隊。', 'Academic partner; oral history team.'],
  },
  {
    key: 'flame-tree-tech', taxId: '90000500', role: 'university', zh: '鳳凰木科技大學', en: 'Flame Tree University of Technology',
    industry: ['大學', 'University'], city: ['臺南市', 'Tainan'], domain: 'flametree-u.example',
    contact: ['江佩蓉', 'Chiang Pei-jung', '餐飲管理系副教授', 'Associate Professor of Food Service'],
    note: ['供餐碳足跡量測與學生志工。', 'Measures the catering footprint; student volunteers.'],
  },
  {
    key: 'rain-port-university', taxId: '90000522', role: 'university', zh: '雨港海洋文化大學', en: 'Rain Port Maritime University',
    industry: ['大學', 'University'], city: ['基隆市', 'Keelung'], domain: 'rainport-u.example',
    contact: ['廖心彤', 'Liao Hsin-tung', '人類學研究所助理教授', 'Assistant Professor of Anthropology'],
    note: ['廟埕平安宴的田野資料。', 'Fieldwork on temple banquets.'],
  },
  {
    key: 'ridge-hospitality', taxId: '90000543', role: 'university', zh: '中央山餐旅學院', en: 'Ridge School of Hospitality',
    industry: ['技職學院', 'College'], city: ['南投縣', 'Nantou'], domain: 'ridge-h.example',
    contact: ['石博文', 'Shih Po-wen', '學務主任', 'Dean of students'],
    note: ['三十位學生團體報名。', 'A student group registers together.'],
  },
  {
    key: 'island-taste-museum', taxId: '90000564', role: 'museum', zh: '島嶼味覺博物館', en: 'Island Museum of Taste',
    industry: ['博物館', 'Museum'], city: ['臺中市', 'Taichung'], domain: 'islandtaste.example',
    contact: ['羅詩涵', 'Lo Shih-han', '教育推廣組長', 'Head of Learning'],
    note: ['味覺教案與觸摸菜單。', 'Taste teaching kits and touch menus.'],
  },
  {
    key: 'menu-archive', taxId: '90000591', role: 'museum', zh: '紙本菜單資料館', en: 'Paper Menu Archive',
    industry: ['資料館', 'Archive'], city: ['彰化縣', 'Changhua'], domain: 'menuarchive.example',
    contact: ['楊明軒', 'Yang Ming-hsuan', '典藏研究員', 'Archivist'],
    note: ['一萬兩千份宴席菜單。', 'Twelve thousand banquet menus.'],
  },
  {
    key: 'stove-school', taxId: '90000614', role: 'association', zh: '社團法人臺灣灶腳教育協會', en: 'Taiwan Hearth Education Association',
    industry: ['協會', 'Association'], city: ['臺北市', 'Taipei'], domain: 'hearthedu.example',
    contact: ['高子晴', 'Kao Tzu-ching', '秘書長', 'Secretary general'],
    note: ['協辦；會員票與學校午餐場次。', 'Co-host of the school lunch session; member tickets.'],
  },
  {
    key: 'banquet-heritage', taxId: '90000635', role: 'association', zh: '社團法人流水席文化傳承協會', en: 'Banquet Heritage Association',
    industry: ['協會', 'Association'], city: ['高雄市', 'Kaohsiung'], domain: 'banquetheritage.example',
    contact: ['顧美玉', 'Ku Mei-yu', '理事', 'Board member'],
    note: ['總舖師名錄與訪談引介。', 'Introduces master cooks.'],
  },
  {
    key: 'city-museums-society', taxId: '90000656', role: 'association', zh: '中華城市博物館學會', en: 'Society of City Museums',
    industry: ['學會', 'Learned society'], city: ['臺北市', 'Taipei'], domain: 'citymuseums.example',
    contact: ['何書寧', 'Ho Shu-ning', '理事長', 'President'],
    note: ['協辦；會員票與館員時數認證。', 'Co-host; credits for museum staff.'],
  },
  {
    key: 'sunday-kitchen', taxId: '90000683', role: 'association', zh: '社團法人週日廚房協會', en: 'Sunday Kitchen Association',
    industry: ['非營利組織', 'Non-profit'], city: ['桃園市', 'Taoyuan'], domain: 'sundaykitchen.example',
    contact: ['張淑媛', 'Chang Shu-yuan', '執行長', 'Executive director'],
    note: ['移工社群夥伴。', 'Partner in migrant worker communities.'],
  },
  {
    key: 'stoveside-magazine', taxId: '90000706', role: 'media', zh: '灶邊雜誌社', en: 'Stoveside Magazine',
    industry: ['出版', 'Publishing'], city: ['臺北市', 'Taipei'], domain: 'stoveside.example',
    contact: ['任以晴', 'Jen Yi-ching', '總編輯', 'Editor in chief'],
    note: ['媒體協力；會前專題六篇。', 'Media partner; six features before the forum.'],
  },
  {
    key: 'night-breeze-radio', taxId: '90000728', role: 'media', zh: '南方晚風廣播電台', en: 'Southern Night Breeze Radio',
    industry: ['廣播', 'Radio'], city: ['臺南市', 'Tainan'], domain: 'nightbreeze.example',
    contact: ['吳若嵐', 'Wu Ruo-lan', '節目主持人', 'Presenter'],
    note: ['媒體協力；兩集現場節目。', 'Media partner; two live shows.'],
  },
  {
    key: 'isle-voice', taxId: '90000749', role: 'media', zh: '島聲網路電視', en: 'Isle Voice Web TV',
    industry: ['網路媒體', 'Online media'], city: ['高雄市', 'Kaohsiung'], domain: 'islevoice.example',
    contact: ['曾允恩', 'Tseng Yun-en', '製作主持', 'Host and producer'],
    note: ['線上廳主持與精華剪輯。', 'Hosts the online room; edits highlights.'],
  },
  {
    key: 'taijiang-fishers', taxId: '90000760', role: 'partner', zh: '有限責任臺江灣養殖漁業生產合作社', en: "Taijiang Bay Fish Farmers' Co-operative",
    industry: ['漁業合作社', 'Fishery co-operative'], city: ['臺南市', 'Tainan'], domain: 'taijiangfish.example',
    contact: ['方志豪', 'Fang Chih-hao', '理事主席', 'Chair'],
    note: ['虱目魚供應與魚塭參訪。', 'Supplies milkfish; pond visits.'],
  },
  {
    key: 'foothill-canteen', taxId: '90000797', role: 'partner', zh: '山腳下食堂股份有限公司', en: 'Foot of the Hill Canteen',
    industry: ['地方創生', 'Regional revitalisation'], city: ['苗栗縣', 'Miaoli'], domain: 'hillcanteen.example',
    contact: ['謝佳蓉', 'Hsieh Chia-jung', '創辦人', 'Founder'],
    note: ['小鎮食堂案例。', 'A small-town canteen as a case.'],
  },
  {
    key: 'taste-memory-digital', taxId: '90000810', role: 'partner', zh: '食憶數位股份有限公司', en: 'Taste Memory Digital',
    industry: ['數位內容', 'Digital content'], city: ['新竹市', 'Hsinchu'], domain: 'tastememory.example',
    contact: ['彭冠廷', 'Peng Kuan-ting', '技術長', 'CTO'],
    note: ['飯桌攝影測量與互動展示。', 'Photogrammetry of dining tables.'],
  },
  {
    key: 'linhai-market-office', taxId: '90000831', role: 'government', zh: '臨海市政府市場管理處', en: 'Linhai City Market Office',
    industry: ['政府機關', 'Government'], city: ['臨海市', 'Linhai'], domain: 'linhai-market.example',
    contact: ['顏廷宇', 'Yen Ting-yu', '處長', 'Director'],
    note: ['市場改建案例；公務人員時數。', 'Market rebuilding case; civil service credits.'],
  },
]
