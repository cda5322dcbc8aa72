from setuptools import setup
setup(name="x", description="metadata backup")
