"""Who adopts what, stage by stage, from the original or from another adopter, and how it ended.

Stands above threads: practices, threads and regions show it by panels and never know of it.
"""
