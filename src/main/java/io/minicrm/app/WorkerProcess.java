package io.minicrm.app;

import io.minicrm.api.AccessConfiguration;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.annotation.Import;

/** What every process serves over HTTP: health and metrics. */
@Configuration(proxyBeanMethods = false)
@EnableAutoConfiguration
@Import(AccessConfiguration.class)
class WorkerProcess {}
