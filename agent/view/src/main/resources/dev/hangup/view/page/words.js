// SPDX-License-Identifier: Apache-2.0
// The words of the page. What the agent says (evidence, names of causes) stays as it says it.

export const LANGUAGES = [['en', 'English'], ['hi', '\u0939\u093f\u0928\u094d\u0926\u0940'], ['vi', 'Ti\u1ebfng Vi\u1ec7t'], ['id', 'Bahasa Indonesia'], ['ja', '\u65e5\u672c\u8a9e']];

// In the order of LANGUAGES.
const WORDS = {
  'skip': ['Skip to the content', 'सामग्री पर जाएँ', 'Đến nội dung', 'Langsung ke isi', '本文へ'],
  'view.now': ['Now', 'अभी', 'Hiện tại', 'Sekarang', '現在'],
  'view.closes': ['Last closes', 'हाल में बंद हुए', 'Lần đóng gần đây', 'Penutupan terakhir', '最近の切断'],
  'view.open': ['Open connections', 'खुले कनेक्शन', 'Kết nối đang mở', 'Koneksi terbuka', '開いている接続'],
  'view.codes': ['Codes', 'कोड', 'Mã', 'Kode', 'コード'],
  'language': ['Language', 'भाषा', 'Ngôn ngữ', 'Bahasa', '言語'],
  'theme': ['Theme', 'थीम', 'Giao diện', 'Tema', 'テーマ'],
  'theme.auto': ['Auto', 'स्वतः', 'Tự động', 'Otomatis', '自動'],
  'theme.light': ['Light', 'हल्का', 'Sáng', 'Terang', 'ライト'],
  'theme.dark': ['Dark', 'गहरा', 'Tối', 'Gelap', 'ダーク'],
  'live': ['live', 'लाइव', 'trực tiếp', 'langsung', 'ライブ'],
  'not.live': ['not connected to the agent', 'एजेंट से जुड़ा नहीं', 'không nối được với agent', 'tidak terhubung ke agen', 'エージェントに未接続'],
  'chart.open': ['Open connections', 'खुले कनेक्शन', 'Kết nối đang mở', 'Koneksi terbuka', '開いている接続'],
  'chart.opens': ['Opened, last minute', 'खुले, पिछला मिनट', 'Đã mở, phút qua', 'Dibuka, semenit terakhir', '開始 (直近 1 分)'],
  'chart.closes': ['Closed, last minute', 'बंद हुए, पिछला मिनट', 'Đã đóng, phút qua', 'Ditutup, semenit terakhir', '切断 (直近 1 分)'],
  'chart.abnormal': ['Abnormal, of all closes', 'असामान्य, सभी में से', 'Bất thường, trên tổng số', 'Tidak normal, dari semua', '異常な切断の割合'],
  'chart.refused': ['Upgrades that failed', 'असफल अपग्रेड', 'Nâng cấp thất bại', 'Upgrade gagal', '失敗したアップグレード'],
  'routes': ['Open now, by route', 'अभी खुले, रूट के अनुसार', 'Đang mở, theo route', 'Terbuka sekarang, per rute', '開いている接続 (ルート別)'],
  'ends': ['Ends of the last 15 minutes', 'पिछले 15 मिनट में बंद हुए', 'Kết thúc trong 15 phút qua', 'Berakhir dalam 15 menit terakhir', '直近 15 分の終了'],
  'ends.none': ['No connection has ended.', 'कोई कनेक्शन बंद नहीं हुआ।', 'Chưa có kết nối nào kết thúc.', 'Belum ada koneksi yang berakhir.', '終了した接続はありません。'],
  'open.none': ['No connection is open.', 'कोई कनेक्शन खुला नहीं है।', 'Không có kết nối nào đang mở.', 'Tidak ada koneksi terbuka.', '開いている接続はありません。'],
  'route': ['route', 'रूट', 'route', 'rute', 'ルート'],
  'stack': ['stack', 'स्टैक', 'stack', 'stack', 'スタック'],
  'open': ['open', 'खुले', 'đang mở', 'terbuka', '接続中'],
  'closing': ['closing > 30 s', 'बंद हो रहे > 30 s', 'đang đóng > 30 s', 'menutup > 30 s', '終了処理 > 30 s'],
  'silent': ['silent', 'मौन', 'im lặng', 'diam', '無通信'],
  'ping.late': ['ping > 20 s', 'पिंग > 20 s', 'ping > 20 s', 'ping > 20 s', 'ping > 20 s'],
  'silence.longest': ['longest silence', 'सबसे लंबा मौन', 'im lặng lâu nhất', 'diam terlama', '最長の無通信'],
  'oldest': ['oldest', 'सबसे पुराना', 'lâu nhất', 'tertua', '最古'],
  'all': ['all', 'सभी', 'tất cả', 'semua', 'すべて'],
  'search': ['Search', 'खोजें', 'Tìm', 'Cari', '検索'],
  'abnormal.only': ['abnormal only', 'केवल असामान्य', 'chỉ bất thường', 'hanya tidak normal', '異常のみ'],
  'shown': ['{0} shown of {1} that fit, of the last {2}', 'दिखाए {0}, मेल खाते {1}, पिछले {2} में से', 'hiện {0} trong {1} phù hợp, trên {2} lần gần nhất', '{0} ditampilkan dari {1} yang cocok, dari {2} terakhir', '該当 {1} 件中 {0} 件を表示 (直近 {2} 件)'],
  'time': ['time', 'समय', 'thời điểm', 'waktu', '時刻'],
  'when': ['when', 'कब', 'khi nào', 'kapan', '日時'],
  'cause': ['cause', 'कारण', 'nguyên nhân', 'penyebab', '原因'],
  'code': ['code', 'कोड', 'mã', 'kode', 'コード'],
  'by': ['who hung up', 'किसने बंद किया', 'ai ngắt', 'siapa yang menutup', '切断した側'],
  'by.local': ['this side', 'यह पक्ष', 'phía này', 'sisi ini', 'こちら側'],
  'by.remote': ['the peer', 'दूसरा पक्ष', 'phía kia', 'sisi lawan', '相手側'],
  'by.unknown': ['not known', 'पता नहीं', 'không rõ', 'tidak diketahui', '不明'],
  'lasted': ['lasted', 'अवधि', 'kéo dài', 'berlangsung', '継続時間'],
  'evidence': ['evidence', 'प्रमाण', 'bằng chứng', 'bukti', '根拠'],
  'timeline': ['The last frames each way, and the end', 'हर दिशा के अंतिम फ़्रेम और अंत', 'Các frame cuối của mỗi chiều và lúc kết thúc', 'Frame terakhir tiap arah, dan akhirnya', '各方向の最後のフレームと終了'],
  'frames.none': ['No frames are kept of this end.', 'इस अंत के फ़्रेम नहीं रखे गए।', 'Không giữ frame nào của lần này.', 'Tidak ada frame yang disimpan.', 'この終了のフレームは保存されていません。'],
  'frames.last': ['Last frames', 'अंतिम फ़्रेम', 'Các frame cuối', 'Frame terakhir', '最後のフレーム'],
  'frame': ['frame', 'फ़्रेम', 'frame', 'frame', 'フレーム'],
  'frames': ['frames', 'फ़्रेम', 'frame', 'frame', 'フレーム'],
  'size': ['bytes', 'बाइट', 'byte', 'byte', 'バイト'],
  'bytes': ['bytes in/out', 'बाइट आए/गए', 'byte vào/ra', 'byte masuk/keluar', 'バイト 受/送'],
  'gap': ['gap', 'अंतराल', 'khoảng cách', 'jeda', '間隔'],
  'received': ['received', 'मिले', 'nhận', 'diterima', '受信'],
  'sent': ['sent', 'भेजे', 'gửi', 'dikirim', '送信'],
  'reason': ['reason', 'कारण-पाठ', 'lý do', 'alasan', '理由'],
  'close.frames': ['Close frames', 'Close फ़्रेम', 'Frame Close', 'Frame Close', 'Close フレーム'],
  'silence': ['silence', 'मौन', 'im lặng', 'diam', '無通信'],
  'largest': ['largest', 'सबसे बड़ा', 'lớn nhất', 'terbesar', '最大'],
  'ping': ['ping', 'पिंग', 'ping', 'ping', 'ping'],
  'unanswered': ['unanswered', 'अनुत्तरित', 'không trả lời', 'tak terjawab', '応答なし'],
  'peer': ['peer', 'दूसरा पक्ष', 'phía kia', 'lawan', '相手'],
  'rule': ['rule', 'नियम', 'quy tắc', 'aturan', '規則'],
  'state': ['state', 'स्थिति', 'trạng thái', 'keadaan', '状態'],
  'state.open': ['open', 'खुला', 'mở', 'terbuka', '接続中'],
  'state.closing': ['closing', 'बंद हो रहा', 'đang đóng', 'menutup', '終了処理中'],
  'state.upgrading': ['upgrading', 'अपग्रेड हो रहा', 'đang nâng cấp', 'sedang upgrade', 'アップグレード中'],
  'age': ['age', 'आयु', 'tuổi', 'umur', '経過'],
  'forgotten': ['This end is no longer kept.', 'यह अंत अब रखा नहीं है।', 'Lần kết thúc này không còn được giữ.', 'Akhir ini sudah tidak disimpan.', 'この終了はもう保存されていません。'],
  'copy.trace': ['Copy the trace id', 'ट्रेस आईडी कॉपी करें', 'Sao chép trace id', 'Salin id trace', 'トレース ID をコピー'],
  'copy.markdown': ['Copy as Markdown', 'Markdown के रूप में कॉपी करें', 'Sao chép dạng Markdown', 'Salin sebagai Markdown', 'Markdown でコピー'],
  'copied': ['Copied.', 'कॉपी हुआ।', 'Đã sao chép.', 'Tersalin.', 'コピーしました。'],
  'connections': ['{0} shown of {1}', '{1} में से {0} दिखाए', 'hiện {0} trên {1}', '{0} ditampilkan dari {1}', '{1} 件中 {0} 件を表示'],
  'risk': ['risk', 'जोखिम', 'rủi ro', 'risiko', '危険'],
  'risk.only': ['at risk only', 'केवल जोखिम वाले', 'chỉ có rủi ro', 'hanya yang berisiko', '危険のみ'],
  'risk.closing': ['closing for {0}', '{0} से बंद हो रहा', 'đang đóng được {0}', 'menutup selama {0}', '終了処理が {0} 続いている'],
  'risk.ping': ['ping unanswered for {0}', 'पिंग {0} से अनुत्तरित', 'ping không trả lời {0}', 'ping tak terjawab {0}', 'ping に {0} 応答なし'],
  'risk.handshake': ['no answer to the upgrade', 'अपग्रेड का उत्तर नहीं', 'nâng cấp không được trả lời', 'upgrade tak dijawab', 'アップグレードに応答なし'],
  'risk.silent': ["silent for much longer than its route's usual", 'अपने रूट के सामान्य से बहुत अधिक मौन', 'im lặng lâu hơn nhiều so với route của nó', 'diam jauh lebih lama dari biasanya di rutenya', 'ルートの通常より大幅に長い無通信'],
  'risk.idle': ['near a usual idle limit: {0} s, {1}', 'सामान्य निष्क्रिय सीमा के पास: {0} s, {1}', 'gần một giới hạn rảnh thường gặp: {0} s, {1}', 'mendekati batas diam yang lazim: {0} s, {1}', '一般的な無通信制限に近い: {0} s, {1}'],
  'risk.size': ['largest message is over half of {0}, {1}', 'सबसे बड़ा संदेश {0} के आधे से अधिक, {1}', 'thông điệp lớn nhất quá nửa {0}, {1}', 'pesan terbesar lebih dari separuh {0}, {1}', '最大メッセージが {0} の半分超、{1}'],
  'codes': ['Close codes', 'Close कोड', 'Mã đóng', 'Kode penutupan', 'Close コード'],
  'causes': ['Causes', 'कारण', 'Nguyên nhân', 'Penyebab', '原因'],
  'causes.handshake': ['Why an upgrade came to nothing', 'अपग्रेड क्यों असफल हुआ', 'Vì sao nâng cấp không thành', 'Mengapa upgrade gagal', 'アップグレードが失敗した理由'],
  'compare': ['Compare', 'तुलना करें', 'So sánh', 'Bandingkan', '比較'],
};

let at = 0;

export function language() {
  return LANGUAGES[at][0];
}

export function speak(tag) {
  const found = LANGUAGES.findIndex(([each]) => each === String(tag).split('-')[0]);
  at = Math.max(0, found);
}

export function t(key, ...values) {
  return WORDS[key][at].replace(/\{(\d)\}/g, (_, i) => String(values[i]));
}
