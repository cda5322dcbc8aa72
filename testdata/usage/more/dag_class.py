from metadata.ingestion.api.models import StackTraceError as STE
class Ops:
    def __init__(self):
        self.wf = STE(stack_trace="x")
    def note(self): return "metadata.orm_profiler"
