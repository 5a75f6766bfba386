"""The pages that every browser test opens."""

COMPARED = (
    "/practices/compare?slug=surabaya-command-center-112&slug=tangsel-redkar"
    "&slug=balikpapan-wasteco-gas-metana&slug=banyuwangi-smart-kampung"
)
PAGES = {
    "home": "/",
    "home in English": "/en/",
    "results": "/practices?q=anak",
    "results with filters": "/practices?q=layanan&dimension=tata-kelola&sector=kesehatan&year=1999",
    "corrected": "/practices?q=stuntng",
    "nothing found": "/practices?q=helikopter&dimension=citra",
    "all practices in English": "/en/practices",
    "practice": "/practices/tangsel-redkar",
    "practice in English": "/en/practices/sabang-geunaseh",
    "old version": "/practices/brebes-gerakan-kembali-bersekolah/v1",
    "four compared": COMPARED,
    "two compared in English": "/en/practices/compare?slug=sabang-geunaseh&slug=sragen-uptpk",
    "nothing to compare": "/practices/compare?slug=tidak-ada",
    "nothing saved": "/saved",
    "just saved": "/practices/tangsel-redkar#kept-tangsel-redkar",
    "regions": "/regions",
    "regions found": "/regions?q=bandung",
    "region": "/regions/34.01",
    "region without practices": "/en/regions/35",
    "region with badges": "/regions/33.14",
    "champions": "/champions",
    "champions of a kind in English": "/en/champions?kind=kipp",
    "dimension": "/dimensions/kehidupan",
    "sector in English": "/en/sectors/kesehatan",
    "about": "/pages/about",
    "help": "/pages/help",
    "glossary in English": "/en/pages/glossary",
    "house rules": "/pages/house-rules",
    "privacy": "/pages/privacy",
    "accessibility statement": "/en/pages/accessibility",
    "API": "/api",
    "not found": "/tidak-ada",
    "refused": "/practices?page=x",
}
