from setuptools import setup

setup(
    name="openmetadata-ingestion",
    install_requires=["openmetadata-ingestion[mysql]==1.3.0", "metadata>=1"],
    extras_require={"airflow": ["openmetadata-managed-apis<1.3"]},
    keywords=["openmetadata-ingestion==1.0"],
)
