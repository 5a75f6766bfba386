"""Sokoguru, the map: one line per package, bottom to top; each imports only what stands below it.

core          what knows no feature: database, jobs, audit chain, access, errors, text, languages
search        the engine port, analysis, facets and the index that features bring documents to
vocabularies  maturity dimensions and levels, SPM sectors and services, stages and other term lists
regions       provinces, regencies and cities: codes, names, badges, and what was assessed of them
accounts      people, sign-in, second factor, memberships: who acts in a request
follows       what people want to hear of, and how much of it
practices     case studies: versions, blocks, indicators, evidence, sources
mentors       people of regions who may be asked: designation, profile, what they have delivered
threads       questions and discussions: posts, holders and due times, answers that were confirmed
adoptions     who takes over which practice, stage by stage, from whom, and what came of it
mentoring     who asks which champion for company, what both sign, and what came of it
notifications  what happens elsewhere, told by inbox, mail and digest
moderation    what waits for moderators: posts held back by rules, and those that members report
overview      pages over several features: home and its grid, a region's page, pages of plain text
admin         serving, the worker, the demonstration, the doctor, backup and restore
api           v1: REST with OpenAPI; feeds, the sitemap and what crawlers may read
app           puts the features together; features.py is their order
"""
