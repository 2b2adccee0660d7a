//! Keras models against TensorFlow.js and Keras.

mod application;
mod applications;
mod broken;
mod damaged;
mod files;
mod fixture;
mod keras_3;
mod layers;
