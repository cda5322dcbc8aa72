from airflow import DAG
from mylib import Job
job = Job()
job.print_status()
class Runner:
    def run(self): self.print_status()
