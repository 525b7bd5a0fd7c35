"""Welsh words that carry no subject."""

WELSH_STOP_WORDS = frozenset(
    str.split("""
a ac achos aeth agos ai allan am ambell amdan amdani amdano amdanoch amdanom amdanyn an ar arall
arfer arna arnat arni arno arnoch arnom arnyn at ati ato atoch atom atyn bach bawb beth blaen
bob bod bron bu bydd byddaf byddai byddan byddech byddem byddent byddwch byddwn bynnag byth cael
caf cafodd cafwyd cawn chael chafodd chi chwaith cyfan cyn cynt da daeth dal dan dang dda ddau
ddechrau ddim ddod ddwy ddylai ddylem deg dim dod doedd does dros drwy dweud dwi dwy dy dydy
dydyn dylai dylem dylid dyma dyna dyw ef efallai efo ei eich ein eisiau eitha eithaf eithr eleni
eraill erbyn eriod erioed ers eto fatha fawr fe fel felly ffordd fi finnau fo fod fuodd fuom
fuon fwy fy fydd fyddai fyddan fyddwn fyny gael gaiff gan ganddi ganddo ganddyn gen gennych
gennyf gennym ger gilydd gwbl gyd gyda gyfer gymaint gynnar gyntaf hanner heb heddiw hefo hefyd
heno hi hir hon honna honno hono hwn hwnna hwnnw hwy hwyr hyd hyn hynna hynny hôl i iawn iddi
iddo iddyn ie imi inni ir is isio lawer lawr llawer lle lot ma mae maen maent mai mawr meddwl
megis mewn mi mor mwy mwyaf myn mynd na nac nad nag naill nawr ne neb nei nes nesa nesaf neu nhw
ni nid nifer nol nôl o od oddi oed oedd oeddech oeddem oedden oeddent oeddwn oes oherwydd ohoni
ohono ohonom ohonyn on ond onid os pa pam pan pawb peth pethau pob pryd pwy rai rhag rhai rhaid
rhain rhan rheini rhoi rhwng rhyw rhywbeth rhywun roedd roeddech roeddem roedden roeddent
roeddwn roi rwan rwy rwyf rwyt rydw rydych rydym rydyn ryw s sef siŵr sut sy sydd ta tan tasai
ti tra tro tros trwy tu tua tuag un uno unrhyw wedi wedyn weithiau weld wir wna wnaeth wnaethom
wnaethon wnes wneud wrth wrthi wrtho wrthyn wyf wyt y ych ychydig ydw ydy ydych ydym ydyn ydynt
ydyw yma ymhlith ymysg yn yna ynghyd ynghylch yno yntau yr ystod yw ôl
""")
)
"""Function words and common verbs, mutated forms among them."""
WELSH_FILLERS = frozenset(
    str.split("""
bore chimod croeso cwestiwn cwestiynau cytuno diolch esgusodwch gwrs gwybod helo hwyl iawn ie
naci nage oce ocê prynhawn sori timod wel ym ynde
""")
)
"""What speech is full of and no theme is about."""
