/**
 * Names from `GET /v3/video-translations/languages`, as integrations quote them. The list is not
 * complete.
 */
export const HEYGEN_LANGUAGES: readonly string[] = `
  English; Spanish; French; Hindi; Italian; German; Polish; Portuguese; Chinese; Japanese; Dutch;
  Turkish; Korean; Danish; Arabic; Romanian; Filipino; Swedish; Indonesian; Ukrainian; Greek; Czech;
  Bulgarian; Malay; Slovak; Croatian; Tamil; Finnish; Russian; English - Your Accent;
  Afrikaans (South Africa); Arabic (Egypt); Arabic (Saudi Arabia); Bangla (Bangladesh);
  Bengali (India); Catalan; Chinese (Cantonese, Traditional); Chinese (Mandarin, Simplified);
  Chinese (Taiwanese Mandarin, Traditional); Czech (Czechia); Danish (Denmark); Dutch (Belgium);
  Dutch (Netherlands); English (India); English (UK); English (United States);
  Filipino (Philippines); Finnish (Finland); French (Canada); French (France); German (Austria);
  German (Germany); Greek (Greece); Hebrew (Israel); Hindi (India); Hungarian (Hungary);
  Indonesian (Indonesia); Italian (Italy); Japanese (Japan); Korean (Korea); Malay (Malaysia);
  Norwegian Bokmål (Norway); Polish (Poland); Portuguese (Brazil); Portuguese (Portugal);
  Romanian (Romania); Russian (Russia); Spanish (Mexico); Spanish (Spain); Swedish (Sweden);
  Tamil (India); Thai (Thailand); Turkish (Türkiye); Ukrainian (Ukraine); Urdu (India);
  Vietnamese (Vietnam)
`
  .split(';')
  .map((name) => name.trim())
