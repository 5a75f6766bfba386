"""The pages that every browser test opens."""

from portal.core.clock import today

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
    "sheet of a region of which nothing is known": "/regions/34.01/sheet",
    "champions": "/champions",
    "needs": "/needs",
    "figures": "/figures",
    "figures of a province in English": "/en/figures/regions/33",
    "report of a year": f"/figures/{today().year}",
    "champions of a kind in English": "/en/champions?kind=kipp",
    "dimension": "/dimensions/kehidupan",
    "sector in English": "/en/sectors/kesehatan",
    "about": "/pages/about",
    "help": "/pages/help",
    "glossary in English": "/en/pages/glossary",
    "house rules": "/pages/house-rules",
    "privacy": "/pages/privacy",
    "accessibility statement": "/en/pages/accessibility",
    "sign-in": "/sign-in",
    "sign-in in English, from a guarded page": "/en/sign-in?next=/en/account",
    "forgotten password": "/reset",
    "forgotten password asked in English": "/en/reset?asked=1",
    "dead link": "/reset/tautan-yang-sudah-tidak-berlaku",
    "API": "/api",
    "not found": "/tidak-ada",
    "refused": "/practices?page=x",
}
