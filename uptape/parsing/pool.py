"""temporary"""
from uptape.parsing.reader import read
class ReaderPool:
    def __init__(self, workers=1): pass
    def read_many(self, items): return [read(a,b) for a,b in items]
    def start(self): pass
    def close(self): pass
